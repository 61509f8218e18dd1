using Cache.Tests.Generators;

namespace Cache.Tests.Docs;

/// <summary>The generated file that the docs show is what the generator writes for the service on the front page.</summary>
public class GeneratedExampleTests
{
    private const string Usings = """
        #nullable enable
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Cache;

        namespace Shop;


        """;

    private const string Neighbours = """

        public sealed record UserProfile(string Id, string Name);

        public interface IUserRepository
        {
            Task<UserProfile?> FindAsync(string userId, CancellationToken cancellationToken);

            Task RenameAsync(string userId, string name, CancellationToken cancellationToken);
        }
        """;

    [Test]
    public void The_committed_example_is_what_the_generator_writes()
    {
        var file = Path.Combine(Repository.Root, "docs", "generated", "Shop.UserService.g.cs");
        var generated = GeneratorHarness.Generate(Usings + Snippets.All["first-method"] + Neighbours).Text("Shop.UserService.g.cs");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(file, generated);

        Assert.That(generated, Is.EqualTo(File.ReadAllText(file)), "run with UPDATE_SNAPSHOTS=1, and review what has changed");
    }
}
