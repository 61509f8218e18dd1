using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes what a definition says of the entries that are loaded when the application starts.</summary>
internal static class WarmEmitter
{
    public static IEnumerable<string> Settings(WarmModel warm, KeyUse use)
    {
        if (warm.Rows.Count > 0)
            yield return $"WarmKeys ={List(warm.Rows.Select(row => Key(row, use)))}";
        if (warm.Sources.Count > 0)
            yield return $"WarmSources ={List(warm.Sources.Select(source => Source(source, use)))}";
    }

    private static string List(IEnumerable<string> items) => $"\n[\n{string.Concat(items.Select(item => $"    {item},\n"))}]";

    private static string Source(WarmSourceModel source, KeyUse use)
    {
        var call = $"{(source.IsStatic ? "" : "service.")}{source.Method}({(source.TakesToken ? "cancellationToken" : "")})";
        var parameters = $"{(source.IsStatic ? "_" : "service")}, {(source.TakesToken ? "cancellationToken" : "_")}";
        var types = Text.Joined(new[] { source.Rows, source.Row, use.Type }.Where(type => type is not null)!);
        return $"static ({parameters}) => {Library.WarmRows}.Keys<{types}>({call}, static row => {Key(source.Arguments, use)})";
    }

    // what is not in the key the parser has found to have a default value
    private static string Key(EquatableArray<string> arguments, KeyUse use)
    {
        var given = use.Keys.Zip(arguments, (parameter, argument) => (parameter.Name, argument)).ToDictionary(pair => pair.Name, pair => pair.argument);
        return use.NewWithIgnored(parameter => parameter.Role == ParameterRole.Key ? given[parameter.Name] : parameter.DefaultValue!);
    }
}
