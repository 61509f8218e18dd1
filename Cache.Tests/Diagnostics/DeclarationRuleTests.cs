namespace Cache.Tests.Diagnostics;

/// <summary>What the pages do not show: other ways to the same mistake, and that one mistake is told once.</summary>
public sealed class DeclarationRuleTests
{
    [Test]
    public Task A_mistake_of_the_type_is_told_once_and_not_with_each_member() => Expect.ErrorsAsync(
        """
        public class [|Users|]
        {
            [Cache]
            public partial string [|GetName|](int id);

            private string GetNameCore(int id) => "";

            [Cache]
            public partial string GetMail(int id);

            private string GetMailCore(int id) => "";

            [CacheInvalidate(nameof(GetName))]
            public partial Task RenameAsync(int id);

            private Task RenameCoreAsync(int id) => Task.CompletedTask;
        }
        """,
        "error CACHE002: 'Users' holds 'GetName' and must be declared partial",
        "error CACHE008: 'Users' has no ICache. Give it a constructor parameter, a field or a property of type Cache.ICache (not nullable, not static).");

    [Test]
    public Task Each_type_around_is_told_of() => Expect.ErrorsAsync(
        """
        public class [|Outer|]
        {
            public partial struct Middle
            {
                public record [|Users|](ICache Cache)
                {
                    [Cache]
                    public partial string GetName(int id);

                    private string GetNameCore(int id) => "";
                }
            }
        }
        """,
        "error CACHE002: 'Outer' holds 'GetName' and must be declared partial",
        "error CACHE002: 'Outer.Middle.Users' holds 'GetName' and must be declared partial");

    [Test]
    public Task Of_a_member_in_an_interface_it_is_only_told_that_it_is_in_one() => Expect.ErrorsAsync(
        """
        public interface IUsers
        {
            [Cache(Ttl = "soon")]
            Task [|SaveAsync|](object id);
        }
        """,
        "error CACHE003: 'IUsers' is an interface and cannot hold cached members. Declare them in a class, a struct or a record.");

    [Test]
    public Task A_type_that_is_local_to_its_file() => Expect.ErrorsAsync(
        """
        file partial class Users(ICache cache)
        {
            [Cache]
            public partial string [|GetName|](int id);

            private string GetNameCore(int id) => "";
        }
        """,
        "error CACHE003: 'Users' is local to its file and cannot hold cached members. Declare them in a class, a struct or a record.");

    [Test]
    public Task A_partial_method_with_a_body_and_no_definition() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string [|GetName|](int id) => "";
        }
        """,
        "error CACHE004: 'GetName' has a body, which is what the generator writes. Move the body to a method called 'GetNameCore'.");

    [Test]
    public Task A_write_that_is_not_partial() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(int id);

            private string GetNameCore(int id) => "";

            [CacheInvalidate(nameof(GetName))]
            public Task [|RenameAsync|](int id) => Task.CompletedTask;
        }
        """,
        "error CACHE001: 'RenameAsync' has a cache attribute but is not partial. Declare it partial, without a body; the body is a method of its own.");

    [TestCase("Task", "Task, which has no value to cache")]
    [TestCase("void", "void, which has no value to cache")]
    [TestCase("Task<ValueTask<int>>", "Task<ValueTask<int>>, which holds another task")]
    [TestCase("Span<int>", "Span<int>, which may be a ref struct, which an entry cannot hold")]
    public Task A_result_that_cannot_be_kept(string type, string objection) => Expect.ErrorsAsync(
        $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial [|{{type}}|] Get(int id);

            private {{type}} GetCore(int id) => throw new InvalidOperationException();
        }
        """,
        $"error CACHE010: 'Get' returns {objection}. A cached method returns a value, a Task<T> or a ValueTask<T>.");

    [TestCase("ref ", "int", "a ref parameter")]
    [TestCase("out ", "int", "an out parameter")]
    [TestCase("", "Span<int>", "a ref struct")]
    public Task A_parameter_of_the_stack(string modifier, string type, string objection) => Expect.ErrorsAsync(
        $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string Get({{modifier}}[|{{type}}|] id);

            private string GetCore({{modifier}}{{type}} id) => throw new InvalidOperationException();
        }
        """,
        $"error CACHE011: The parameter 'id' of 'Get' is {objection}, which cannot be kept while the body runs. Pass it by value.");

    [Test]
    public Task A_context_that_callers_would_have_to_pass() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string Get(int id, [|CacheContext|] context);

            private string GetCore(int id, CacheContext context) => "";
        }
        """,
        "error CACHE013: CacheContext is handed to the Core method, after the parameters of 'Get' and before the CancellationToken; 'Get' itself has none");

    [TestCase("[[|Cache|]] get", "an accessor", " or property")]
    [TestCase("[[|CachePut|](nameof(Get))] get", "an accessor", "")]
    public Task An_attribute_on_an_accessor(string accessor, string place, string or) => Expect.ErrorsAsync(
        $$"""
        public partial class Users
        {
            public string Get { {{accessor}} => ""; }
        }
        """,
        $"error CACHE016: [{(or.Length == 0 ? "CachePut" : "Cache")}] does nothing on {place}. Put it on a partial method{or} of a class, a struct or a record.");

    [Test]
    public Task An_attribute_on_a_lambda_an_operator_and_an_explicit_implementation() => Expect.ErrorsAsync(
        """
        public interface IUsers { string Get(int id); }

        public class Users : IUsers
        {
            public Func<int, string> Lambda => [[|Cache|]] (int id) => "";

            [[|Cache|]]
            public static Users operator +(Users left, Users right) => left;

            [[|Cache.Cache|]]
            string IUsers.Get(int id) => "";
        }
        """,
        "error CACHE016: [Cache] does nothing on a lambda. Put it on a partial method or property of a class, a struct or a record.",
        "error CACHE016: [Cache] does nothing on an operator. Put it on a partial method or property of a class, a struct or a record.",
        "error CACHE016: [Cache] does nothing on an explicit interface implementation. Put it on a partial method or property of a class, a struct or a record.");

    [Test]
    public Task A_body_that_asks_more_of_its_type_parameters() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache(Ttl = "5m")]
            public partial Task<string> GetAsync<T>(T id) where T : ISpanFormattable;

            private static Task<string> [|GetCoreAsync|]<T>(T id) where T : struct, ISpanFormattable => Task.FromResult($"{id}");

            [Cache(Ttl = "5m")]
            public partial Task<string> FindAsync<T>(T id) where T : struct, ISpanFormattable;

            private static Task<string> FindCoreAsync<T>(T id) where T : IFormattable, new() => Task.FromResult($"{id}");
        }
        """,
        "error CACHE007: 'GetCoreAsync' cannot be the body of 'GetAsync'. Write it as: private Task<string> GetCoreAsync<T>(T id) where T : global::System.ISpanFormattable.");

    [Test]
    public Task Where_the_compiler_cannot_read_a_setting_nothing_is_told_of_what_follows() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache(Ttl = "5m")]
            public partial Task<string> GetAsync(int tenant, int id);

            private Task<string> GetCoreAsync(int tenant, int id) => Task.FromResult($"{tenant}/{id}");

            [CacheInvalidate(nameof(GetAsync), Match = Matches.Partial)]
            public partial Task CloseAsync(int tenant);

            private Task CloseCoreAsync(int tenant) => Task.FromResult(tenant);
        }
        """);

    [Test]
    public Task An_attribute_of_the_same_name_is_none_of_ours() => Expect.NothingAsync(
        """
        namespace Elsewhere
        {
            public sealed class CacheAttribute : Attribute;

            public class Users
            {
                [Cache]
                public string Get(int id)
                {
                    return Local(id);

                    [Cache]
                    string Local(int user) => $"{user}";
                }
            }
        }
        """);
}
