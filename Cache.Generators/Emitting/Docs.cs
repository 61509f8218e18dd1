using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes doc comments, with what the declaration's own say.</summary>
internal static class Docs
{
    private const string Token = "/// <param name=\"{0}\">Cancels the call; what has been invalidated stays so.</param>";

    public static string Accessor(CachedMethodModel model, string cref)
    {
        var lines = new List<string> { $"/// <summary>The cache of <see cref=\"{cref}\"/>: \"{model.Policy.Name}\".</summary>" };
        if (model.Method.Doc.Summary.Length > 0)
            lines.Add($"/// <remarks>{model.Method.Doc.Summary}</remarks>");
        lines.AddRange(TypeParameters(model.Method));
        if (model.Method.TypeParameterNames.Count > 0)
            lines.Add("/// <returns>The cache.</returns>");
        return string.Join("\n", lines);
    }

    public static IEnumerable<string> TypeParameters(MethodModel method) => method.TypeParameterNames.Select((name, index) =>
        $"/// <typeparam name=\"{name.TrimStart('@')}\">{Otherwise(method.Doc.TypeParameters[index], "The method's type argument.")}</typeparam>");

    public static IEnumerable<string> TypeParameters(TypeDeclaration type) =>
        type.TypeParameterNames.Select(name => $"/// <typeparam name=\"{name.TrimStart('@')}\">The type argument of the class.</typeparam>");

    public static string Summary(string text) => $"/// <summary>{text}</summary>";

    public static string Returns(string text) => $"/// <returns>{text}</returns>";

    public static string Parameter(ParameterModel parameter) => Parameter(parameter.Name, Otherwise(parameter.Doc, $"The argument <c>{parameter.Name}</c>."));

    public static string Parameter(string name, string text) => $"/// <param name=\"{name}\">{text}</param>";

    public static string InvalidationToken(string name) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Token, name);

    private static string Otherwise(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
