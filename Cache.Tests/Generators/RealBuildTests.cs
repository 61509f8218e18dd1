using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Generators;

/// <summary>The SDK's own build: what is generated passes its analyzers, all of them, in a project that takes every warning for an error; and a mistake is told of.</summary>
public class RealBuildTests
{
    private const string Source = """
        using System.Collections.Immutable;
        using Cache;

        namespace Cache.Strict;

        /// <summary>What orders are looked for by.</summary>
        /// <param name="Tenant">The tenant.</param>
        /// <param name="Since">The first day.</param>
        public sealed record OrderFilter(string Tenant, DateTime Since);

        /// <summary>An order.</summary>
        /// <param name="Id">Its id.</param>
        /// <param name="Note">Its note.</param>
        public sealed record Order(int Id, string? Note);

        /// <summary>Orders.</summary>
        /// <param name="cache">The caches.</param>
        public partial class OrderService(ICache cache)
        {
            /// <summary>The manual cache of drafts.</summary>
            [Cache(Ttl = "1h")]
            public partial ICache<OrderFilter, Order> Drafts { get; }

            /// <summary>Finds an order.</summary>
            /// <param name="id">Its id.</param>
            /// <param name="cancellationToken">Cancels the call.</param>
            /// <returns>The order.</returns>
            [Cache(Name = "order", Ttl = "5m", Jitter = "10s", Tags = ["order:{id}"])]
            public partial Task<Order?> FindAsync(int id, CancellationToken cancellationToken = default);

            /// <summary>Finds orders.</summary>
            /// <param name="filter">What they are looked for by.</param>
            /// <param name="states">Their states.</param>
            /// <param name="page">The page.</param>
            /// <returns>The orders.</returns>
            [Cache(Name = "orders", Groups = ["page"])]
            public partial ValueTask<ImmutableArray<Order>> SearchAsync(OrderFilter? filter, IReadOnlyList<DayOfWeek> states, int page = 1);

            /// <summary>Echoes.</summary>
            /// <typeparam name="T">What.</typeparam>
            /// <param name="value">The value.</param>
            /// <returns>The same value.</returns>
            [Cache]
            public partial T Echo<T>(T value)
                where T : ISpanFormattable;

            /// <summary>Saves an order.</summary>
            /// <param name="order">The order.</param>
            /// <param name="cancellationToken">Cancels the call.</param>
            /// <returns>The order as saved.</returns>
            [CachePut(nameof(FindAsync), Arguments = ["id = order.Id"])]
            [CacheInvalidate(nameof(SearchAsync), Match = ArgumentMatch.Partial)]
            public partial Task<Order> SaveAsync(Order order, CancellationToken cancellationToken = default);

            private static Task<Order?> FindCoreAsync(int id, CancellationToken cancellationToken) =>
                cancellationToken.IsCancellationRequested ? Task.FromCanceled<Order?>(cancellationToken) : Task.FromResult<Order?>(new(id, null));

            private static ValueTask<ImmutableArray<Order>> SearchCoreAsync(OrderFilter? filter, IReadOnlyList<DayOfWeek> states, int page) =>
                new([new(states.Count + page, filter?.Tenant)]);

            private static T EchoCore<T>(T value)
                where T : ISpanFormattable => value;

            private static Task<Order> SaveCoreAsync(Order order, CancellationToken cancellationToken) =>
                cancellationToken.IsCancellationRequested ? Task.FromCanceled<Order>(cancellationToken) : Task.FromResult(order);
        }
        """;

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("cache-strict-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_project_with_the_strictest_settings_builds_without_a_warning()
    {
        var output = await BuildAsync(Source);
        Assert.That(output, Does.Contain("0 Warning(s)").And.Contain("0 Error(s)"), output);
        var generated = Directory.GetFiles(_folder, "*.g.cs", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.That(generated, Is.SupersetOf(["Cache.Strict.OrderService.g.cs", "AddStrictCaches.g.cs"]));
    }

    // the compiler has an error of its own for a method without a body, and asks no analyzer after it; and in haste projects are built without analyzers
    [Test]
    public async Task A_method_that_gets_no_body_is_told_why([Values] bool asksAnalyzers)
    {
        const string source = """
            using Cache;

            namespace Cache.Strict;

            internal partial class Users(ICache cache)
            {
                public ICache Cache => cache;

                [Cache(Ttl = "5m")]
                public partial Task<string> GetNameAsync(int id);
            }
            """;

        var output = await BuildAsync(source, asksAnalyzers ? [] : ["-p:RunAnalyzers=false"]);
        Assert.That(output, Does.Contain("Source.cs(10,33): error CACHE006: 'GetNameAsync' needs its body in a method called 'GetNameCoreAsync', and there is none."), output);
    }

    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest</AnalysisLevel>
            <AnalysisMode>All</AnalysisMode>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
            <UseSharedCompilation>false</UseSharedCompilation>
            <NeutralLanguage>en</NeutralLanguage>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{typeof(CacheAttribute).Assembly.Location}" />
            <Reference Include="{typeof(IServiceCollection).Assembly.Location}" />
            <Analyzer Include="{typeof(Cache.Generators.CacheGenerator).Assembly.Location}" />
          </ItemGroup>
        </Project>
        """;

    private async Task<string> BuildAsync(string source, params string[] settings)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(_folder, "Strict.csproj"), Project());
        await File.WriteAllTextAsync(Path.Combine(_folder, "Source.cs"), source);
        var start = new ProcessStartInfo("dotnet", ["build", "-nodeReuse:false", "-tl:off", "-nologo", .. settings])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // a build that runs these tests hands its own settings down, among them which MSBuild it is
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        return await output + await errors;
    }
}
