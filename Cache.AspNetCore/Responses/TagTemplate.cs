using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;

namespace Cache.Responses;

/// <summary>A tag of a response: text with route values in braces.</summary>
internal sealed class TagTemplate
{
    private readonly List<(string Text, bool IsName)> _parts = [];

    public TagTemplate(string text)
    {
        Text = text;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOfAny('{', '}');
            if (open != 0)
                _parts.Add((rest[..(open < 0 ? rest.Length : open)].ToString(), false));
            if (open < 0)
                break;
            var close = rest.IndexOf('}');
            if (rest[open] == '}' || close < open + 2)
                Throw.BadTag(text);
            _parts.Add((rest[(open + 1)..close].ToString(), true));
            rest = rest[(close + 1)..];
        }
    }

    /// <summary>The tag as it was written.</summary>
    public string Text { get; }

    /// <summary>The route values that it names.</summary>
    public IEnumerable<string> Names => _parts.Where(static part => part.IsName).Select(static part => part.Text);

    /// <summary>The tag of a request. A route value that is not there is empty.</summary>
    public string Of(RouteValueDictionary values)
    {
        if (_parts is [(var only, false)])
            return only;
        var tag = new StringBuilder();
        foreach (var (text, isName) in _parts)
            tag.Append(isName ? Convert.ToString(values[text], CultureInfo.InvariantCulture) : text);
        return tag.ToString();
    }
}
