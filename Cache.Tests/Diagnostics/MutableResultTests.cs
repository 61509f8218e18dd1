using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

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

    private static readonly Dictionary<string, string> s_mutable = new()
    {
        ["Settable"] = "Settable.Name can be set",
        ["Derived"] = "Derived.Name can be set",
        ["Open"] = "Open.Count can be set",
        ["Page"] = "Settable.Name can be set",
        ["Holder"] = "the elements of int[] can be set",
        ["byte[]"] = "the elements of byte[] can be set",
        ["Dictionary<int, string>"] = "Dictionary<int, string> can be added to and removed from",
        ["IList<int>"] = "IList<int> can be added to and removed from",
        ["ICollection<int>"] = "ICollection<int> can be added to and removed from",
        ["HashSet<int>"] = "HashSet<int> can be added to and removed from",
        ["IReadOnlyDictionary<int, Settable>"] = "Settable.Name can be set",
        ["(int, List<int>)"] = "List<int> can be added to and removed from",
        ["System.Text.StringBuilder"] = "StringBuilder.Capacity can be set",
    };

    private static readonly string[] s_immutable =
    [
        "string", "int", "int?", "Uri", "Plain", "Plain?", "Closed", "Node", "Point", "DayOfWeek", "(int Id, string Name)",
        "IReadOnlyList<Plain>", "IEnumerable<int>", "ReadOnlyMemory<byte>", "System.Collections.Immutable.ImmutableArray<Plain>",
        "System.Collections.Immutable.ImmutableDictionary<int, Plain>", "System.Collections.Frozen.FrozenSet<int>",
        "System.Collections.ObjectModel.ReadOnlyCollection<int>",
    ];

    [Test]
    public async Task A_result_that_a_caller_could_change_is_told_of()
    {
        var found = await Analysis.AnalyzeAsync(Returning(s_mutable.Keys) + Types);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Select(Analysis.Token), Is.EqualTo(s_mutable.Keys.SelectMany(type => Enumerable.Repeat(type, 3))));
            Assert.That(found.Select(Reason), Is.EqualTo(s_mutable.Values.SelectMany(reason => Enumerable.Repeat(reason, 3))));
        }
    }

    [Test]
    public Task A_result_that_nobody_can_change_is_not() => Expect.NothingAsync(Returning(s_immutable) + Types);

    [Test]
    public Task Of_a_result_that_is_copied_nobody_is_told() => Expect.NothingAsync(Returning(s_mutable.Keys).Replace("[Cache]", "[Cache(Copy = true)]", StringComparison.Ordinal) + Types);

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

    private static string Reason(Diagnostic diagnostic) => Regex.Match(diagnostic.Text(), "and it can be changed: (.*)\\. Do not").Groups[1].Value;

    // in a task, by itself, and in a manual cache
    private static string Returning(IEnumerable<string> types) => "public partial class Users(ICache cache)\n{\n" + string.Concat(types.Select((type, number) => $$"""
            [Cache]
            public partial ValueTask<{{type}}> Load{{number}}Async(int id);

            private ValueTask<{{type}}> Load{{number}}CoreAsync(int id) => default;

            [Cache]
            public partial {{type}} Get{{number}}(int id);

            private {{type}} Get{{number}}Core(int id) => throw new InvalidOperationException();

            [Cache]
            public partial ICache<int, {{type}}> Manual{{number}} { get; }

        """)) + "}\n";
}
