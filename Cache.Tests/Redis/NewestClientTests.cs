using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Cache.Store;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cache.Tests.Redis;

// the provider is built and run with the oldest client that it supports; an application may bring the newest. The same sources must compile against that one, and what was
// built must find in it every member that it names
public sealed class NewestClientTests
{
    private const string GlobalUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static string NewestClient => Metadata("NewestRedisClient");

    [Test]
    public void The_provider_s_sources_compile_against_the_newest_client()
    {
        var parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Cache.Providers.Redis"), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), parsing, path))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings, parsing))
            .ToArray();
        Assert.That(sources, Has.Length.GreaterThan(15));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is not ("StackExchange.Redis.dll" or "Cache.Providers.Redis.dll" or "Cache.Tests.dll"))
            .Append(NewestClient)
            .Select(static path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Cache.Providers.Redis", sources, references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        LoggingGenerator(parsing).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);

        Assert.That(generated.GetDiagnostics().Where(static one => one.Severity == DiagnosticSeverity.Error).Select(static one => one.ToString()), Is.Empty);
    }

    [Test]
    public void Every_member_that_the_provider_names_is_in_the_newest_client()
    {
        using var provider = new PEReader(File.OpenRead(typeof(RedisSharedStore).Assembly.Location));
        using var client = new PEReader(File.OpenRead(NewestClient));
        var members = ClientMembers.NamedBy(provider.GetMetadataReader());
        var there = ClientMembers.DefinedBy(client.GetMetadataReader());

        Assert.That(members, Has.Count.GreaterThan(30));
        Assert.That(members.Except(there), Is.Empty);
    }

    private static CSharpGeneratorDriver LoggingGenerator(CSharpParseOptions parsing)
    {
        var generators = Assembly.LoadFrom(Metadata("LoggingGenerator")).GetTypes()
            .Where(static type => type is { IsAbstract: false } && type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(static type => Activator.CreateInstance(type))
            .Select(static one => one is IIncrementalGenerator incremental ? incremental.AsSourceGenerator() : (ISourceGenerator)one!);
        return CSharpGeneratorDriver.Create(generators, parseOptions: parsing);
    }

    private static string Metadata(string name) => typeof(NewestClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == name).Value!;
}
