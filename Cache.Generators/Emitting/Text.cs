using System.Globalization;
using System.Text;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Emitting;

/// <summary>Pieces of C# that several constructs need.</summary>
internal static class Text
{
    public static string Literal(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    public static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Literal(bool value) => value ? "true" : "false";

    public static string Joined(IEnumerable<string> items) => string.Join(", ", items);

    /// <summary>A name that no parameter has: the wanted one, or with a number behind it.</summary>
    public static string Unused(string wanted, IEnumerable<ParameterModel> parameters)
    {
        var taken = parameters.Select(parameter => parameter.Name).ToList();
        var name = wanted;
        for (var number = 2; taken.Contains(name); number++)
            name = wanted + number;
        return name;
    }

    /// <summary>Constraints as lines behind a declaration, or nothing.</summary>
    public static string Where(EquatableArray<string> constraints, string indent = "    ") =>
        string.Concat(constraints.Select(clause => $"\n{indent}{clause}"));

    /// <summary>Text in a doc comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A tag as a C# expression over the key.</summary>
    public static string Tag(TagModel tag, Func<TagPart, string> place)
    {
        if (tag.Parts.All(part => part.Parameter < 0))
            return Literal(string.Concat(tag.Parts.Select(part => part.Text)));

        var text = new StringBuilder("string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $\"");
        foreach (var part in tag.Parts)
        {
            if (part.Parameter >= 0)
                text.Append('{').Append(place(part)).Append('}');
            else
                text.Append(InQuotes(part.Text).Replace("{", "{{").Replace("}", "}}"));
        }
        return text.Append("\")").ToString();
    }

    private static string InQuotes(string text)
    {
        var literal = Literal(text);
        return literal.Substring(1, literal.Length - 2);
    }
}
