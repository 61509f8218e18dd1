using System.Xml;
using System.Xml.Linq;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Doc comments of a declaration, with references resolved by the compiler so that they hold in another file too.</summary>
internal static class DocComments
{
    // each ends a line of code, and with it a comment
    private static readonly char[] s_lineEnds = ['\r', '\n', '\u0085', '\u2028', '\u2029'];

    public static DocModel Of(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var xml = Read(method, cancellationToken);
        return new(
            Inner(xml?.Element("summary")),
            Inner(xml?.Element("returns")),
            method.TypeParameters.Select(parameter => Named(xml, "typeparam", parameter.Name)).ToEquatableArray());
    }

    public static DocModel Of(IPropertySymbol property, CancellationToken cancellationToken) =>
        new(Inner(Read(property, cancellationToken)?.Element("summary")), "", EquatableArray<string>.Empty);

    public static Func<string, string> ParametersOf(ISymbol symbol, CancellationToken cancellationToken)
    {
        var xml = Read(symbol, cancellationToken);
        return name => Named(xml, "param", name);
    }

    private static XElement? Read(ISymbol symbol, CancellationToken cancellationToken)
    {
        var text = symbol.GetDocumentationCommentXml(expandIncludes: false, cancellationToken: cancellationToken);
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return Carried(XElement.Parse(text, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            // a comment that is no XML is the user's warning; nothing is carried
            return null;
        }
    }

    // what is generated beside the method has other parameters: of those that a text names, the names are left
    private static XElement Carried(XElement xml)
    {
        foreach (var reference in xml.Descendants("paramref").ToList())
            reference.ReplaceWith(new XElement("c", reference.Attribute("name")?.Value));
        return xml;
    }

    private static string Named(XElement? xml, string element, string name) =>
        Inner(xml?.Elements(element).FirstOrDefault(candidate => candidate.Attribute("name")?.Value == name));

    // on one line, as most are written
    private static string Inner(XElement? element)
    {
        if (element is null)
            return "";
        var text = string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)));
        return string.Join(" ", text.Split(s_lineEnds, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Length > 0));
    }
}
