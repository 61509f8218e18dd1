using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes the registration of all caches that an assembly declares.</summary>
internal static class RegistrationEmitter
{
    public static string HintName(AssemblyModel assembly) => $"Add{assembly.Name}Caches";

    public static string Emit(AssemblyModel assembly, IEnumerable<RegistrationModel> registrations)
    {
        var types = registrations.ToList();
        var writer = new SourceWriter();
        writer.Write($"""
            {Library.Head}

            using global::Microsoft.Extensions.DependencyInjection.Extensions;

            namespace Microsoft.Extensions.DependencyInjection;

            """);
        writer.Write(Docs.Summary($"Registers the caches of {Text.Xml(assembly.Assembly)}."));
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"public static class {ClassName(assembly)}"))
        {
            writer.Write($"""
                {Docs.Summary($"Registers the caches that the assembly {Text.Xml(assembly.Assembly)} declares: their definitions, whose names are checked at start-up, and a class for those of each type.")}
                {Docs.Parameter("services", "The services of the application.")}
                {Docs.Returns("The same services.")}
                """);
            using (writer.Block($"public static IServiceCollection Add{assembly.Name}Caches(this IServiceCollection services)"))
            {
                foreach (var type in types.Where(type => type.Definitions is not null))
                    writer.Write($"AddDefinitions(services, {type.Definitions});");
                Others(writer, [.. types.SelectMany(type => type.Others)]);
                foreach (var type in types.Where(type => type.Caches is not null))
                    writer.Write(type.IsOpen ? $"services.TryAddSingleton(typeof({type.Caches}));" : $"services.TryAddSingleton<{type.Caches}>();");
                writer.Write("return services;");
            }
            if (types.Exists(type => type.Definitions is not null || type.Others.Count > 0))
                AddDefinitions(writer);
        }
        return writer.ToString();
    }

    // no identifier begins with a digit; that of the method does not
    private static string ClassName(AssemblyModel assembly) =>
        (assembly.Name.Length > 0 && char.IsDigit(assembly.Name[0]) ? "_" : "") + assembly.Name + "CachesExtensions";

    private static void Others(SourceWriter writer, List<string> settings)
    {
        if (settings.Count > 0)
            writer.Write($"AddDefinitions(services,\n[\n{string.Concat(settings.Select(cache => $"    new {Library.OpenCacheDefinition} {{ {cache} }},\n"))}]);");
    }

    private static void AddDefinitions(SourceWriter writer)
    {
        writer.Gap();
        using (writer.Block($"private static void AddDefinitions(IServiceCollection services, {Library.CacheDefinition}[] definitions)"))
            writer.Write($"foreach (var definition in definitions)\n    services.AddSingleton<{Library.CacheDefinition}>(definition);");
    }
}
