namespace Cache.Tests.Diagnostics;

public sealed class MutableResultTests
{
    private const string Types = """

        public class Settable { public string Name { get; set; } = ""; }
        public class Derived : Settable { public int Id { get; init; } }
        public class Open { public int Count; }
        public record Plain(int Id, string? Name);
        public record Page(int Number, IReadOnlyList<Settable> Users);
        public class Closed { public string Name { get; private set; } = ""; public int Id { get; init; } public readonly int Count = 1; }
        public class Node { public Node? Next { get; init; } }
        public struct Point { public int X; public int Y; }
        public struct Holder { public int[] Values; }
        """;

    [TestCase("Settable", "Settable.Name can be set")]
    [TestCase("Derived", "Settable.Name can be set")]
    [TestCase("Open", "Open.Count can be set")]
    [TestCase("Page", "Settable.Name can be set")]
    [TestCase("Holder", "the elements of int[] can be set")]
    [TestCase("byte[]", "the elements of byte[] can be set")]
    [TestCase("Dictionary<int, string>", "Dictionary<int, string> can be added to and removed from")]
    [TestCase("IList<int>", "IList<int> can be added to and removed from")]
    [TestCase("ICollection<int>", "ICollection<int> can be added to and removed from")]
    [TestCase("HashSet<int>", "HashSet<int> can be added to and removed from")]
    [TestCase("IReadOnlyDictionary<int, Settable>", "Settable.Name can be set")]
    [TestCase("(int, List<int>)", "List<int> can be added to and removed from")]
    [TestCase("System.Text.StringBuilder", "StringBuilder.Capacity can be set")]
    public async Task A_result_that_a_caller_could_change_is_told_of(string type, string reason)
    {
        var found = await Analysis.AnalyzeAsync(Returning(type) + Types);
        Assert.That(found.Select(Analysis.Text), Has.Exactly(3).Contains($"hands every caller the {type.Replace("System.Text.", "", StringComparison.Ordinal)} that the cache holds, and it can be changed: {reason}. "));
        Assert.That(found.Select(Analysis.Token), Has.All.EqualTo(type));
    }

    [TestCase("string")]
    [TestCase("int")]
    [TestCase("int?")]
    [TestCase("Uri")]
    [TestCase("Plain")]
    [TestCase("Plain?")]
    [TestCase("Closed")]
    [TestCase("Node")]
    [TestCase("Point")]
    [TestCase("DayOfWeek")]
    [TestCase("(int Id, string Name)")]
    [TestCase("IReadOnlyList<Plain>")]
    [TestCase("IEnumerable<int>")]
    [TestCase("ReadOnlyMemory<byte>")]
    [TestCase("System.Collections.Immutable.ImmutableArray<Plain>")]
    [TestCase("System.Collections.Immutable.ImmutableDictionary<int, Plain>")]
    [TestCase("System.Collections.Frozen.FrozenSet<int>")]
    [TestCase("System.Collections.ObjectModel.ReadOnlyCollection<int>")]
    public Task A_result_that_nobody_can_change_is_not(string type) => Expect.NothingAsync(Returning(type) + Types);

    [Test]
    public Task Of_a_type_parameter_nobody_knows() => Expect.NothingAsync(
        """
        public partial class Settings(ICache cache)
        {
            [Cache]
            public partial Task<T?> ReadAsync<T>(string name) where T : class;

            private Task<T?> ReadCoreAsync<T>(string name) where T : class => Task.FromResult<T?>(null);
        }
        """);

    private static string Returning(string type) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial ValueTask<{{type}}> GetAsync(int id);

            private ValueTask<{{type}}> GetCoreAsync(int id) => default;

            [Cache]
            public partial {{type}} Get(int id, int page);

            private {{type}} GetCore(int id, int page) => throw new InvalidOperationException();

            [Cache]
            public partial ICache<int, {{type}}> Manual { get; }
        }
        """;
}
