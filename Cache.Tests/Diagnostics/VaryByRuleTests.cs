namespace Cache.Tests.Diagnostics;

/// <summary>What keys vary by is checked where it is written.</summary>
public sealed class VaryByRuleTests
{
    private const string Right = ". Name a class that implements ICacheKeyPart, as VaryBy = typeof(TenantKey), or several in a tuple, as typeof((TenantKey, CultureKey)).";

    [TestCase("typeof([|string|])", "'string'", "it does not implement ICacheKeyPart")]
    [TestCase("typeof([|ITenant|])", "'ITenant'", "it is no class")]
    [TestCase("typeof([|TenantStruct|])", "'TenantStruct'", "it is no class")]
    [TestCase("typeof([|AnyTenant|])", "'AnyTenant'", "it is abstract")]
    [TestCase("typeof([|Fixed|])", "'Fixed'", "it is static")]
    [TestCase("typeof([|Of<>|])", "'Of<>'", "its type arguments are open")]
    [TestCase("typeof([|Hidden|])", "'Users.Hidden'", "the rest of the assembly cannot see it. Make it internal or public")]
    [TestCase("typeof([|Local|])", "'Local'", "the rest of the assembly cannot see it. Make it internal or public")]
    [TestCase("typeof([|TenantKey[]|])", "'TenantKey[]'", "it is no class")]
    [TestCase("typeof((TenantKey, [|string|]))", "'string'", "it does not implement ICacheKeyPart")]
    [TestCase("typeof((TenantKey, CultureKey, [|TenantKey|]))", "'TenantKey'", "it is named twice")]
    [TestCase("typeof((TenantKey, [|(CultureKey, UserKey)|]))", "'(CultureKey, UserKey)'", "it is a tuple in a tuple")]
    public Task What_cannot_be_in_keys_is_told_of(string varyBy, string type, string reason)
    {
        var message = $"The keys of '{{0}}' cannot vary by {type}: {reason}{Right}";
        return Expect.ErrorsAsync(Source(varyBy, varyBy), "error CACHE049: " + string.Format(System.Globalization.CultureInfo.InvariantCulture, message, "GetNameAsync"), "error CACHE049: " + string.Format(System.Globalization.CultureInfo.InvariantCulture, message, "Sessions"));
    }

    [Test]
    public Task More_than_keys_have_room_for_is_told_of() => Expect.ErrorsAsync(
        Source("[|typeof((TenantKey, CultureKey, UserKey, Of<int>, Of<long>))|]", "typeof(TenantKey)"),
        "error CACHE049: The keys of 'GetNameAsync' cannot vary by '(TenantKey, CultureKey, UserKey, Of<int>, Of<long>)': there are 4 at most" + Right);

    [TestCase("typeof(TenantKey)")]
    [TestCase("typeof((TenantKey, CultureKey))")]
    [TestCase("typeof((TenantKey, CultureKey, Of<int>, Of<long>)), VaryByDefaults = false")]
    [TestCase("typeof(Users.Nested)")]
    [TestCase("typeof(Derived)")]
    [TestCase("null")]
    public Task What_can_be_is_left_alone(string varyBy) => Expect.NothingAsync(Source(varyBy, varyBy));

    private static string Source(string method, string property) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache(VaryBy = {{method}})]
            public partial Task<string> GetNameAsync(int id);

            private Task<string> GetNameCoreAsync(int id) => Task.FromResult("");

            [Cache(VaryBy = {{property}})]
            public partial ICache<int, string> Sessions { get; }

            private sealed class Hidden : TenantKey;

            internal sealed class Nested : TenantKey;
        }

        public interface ITenant : ICacheKeyPart;

        public class TenantKey : ITenant
        {
            public string Name => "tenant";
            public string? Value => null;
        }

        public sealed class CultureKey : TenantKey;
        public sealed class UserKey : TenantKey;
        public sealed class Derived : AnyTenant;
        public sealed class Of<T> : TenantKey;
        file sealed class Local : TenantKey;

        public abstract class AnyTenant : TenantKey;

        public static class Fixed;

        public struct TenantStruct : ICacheKeyPart
        {
            public readonly string Name => "tenant";
            public readonly string? Value => null;
        }
        """;
}
