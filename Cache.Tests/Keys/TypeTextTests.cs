using Cache.CompilerServices;

namespace Cache.Tests.Keys;

public class TypeTextTests
{
    [TestCase(typeof(int), "System.Int32")]
    [TestCase(typeof(int?), "System.Nullable<System.Int32>")]
    [TestCase(typeof(string[]), "System.String[]")]
    [TestCase(typeof(int[,][]), "System.Int32[][,]")]
    [TestCase(typeof((int, string)), "System.ValueTuple<System.Int32,System.String>")]
    [TestCase(typeof(Dictionary<int, List<string>>.KeyCollection), "System.Collections.Generic.Dictionary<System.Int32,System.Collections.Generic.List<System.String>>+KeyCollection")]
    [TestCase(typeof(Outer<int>.Inner<string>), "Cache.Tests.Keys.TypeTextTests+Outer<System.Int32>+Inner<System.String>@Cache.Tests")]
    [TestCase(typeof(CacheArg<KeyWriterTests>), "Cache.CacheArg<Cache.Tests.Keys.KeyWriterTests@Cache.Tests>@Cache.Abstractions")]
    public void A_type_has_this_text(Type type, string expected) =>
        Assert.That(TypeText.Of(type), Is.EqualTo(expected));

    [Test]
    public void Several_types_stand_with_a_comma_between_them()
    {
        Assert.That(TypeText.Of(typeof(int), typeof(string)), Is.EqualTo("System.Int32,System.String"));
        Assert.That(TypeText.Of(), Is.Empty);
    }

    [Test]
    public void No_two_types_have_the_same_text()
    {
        Type[] all =
        [
            .. new[] { typeof(object), typeof(Enumerable), typeof(SortedSet<>), typeof(TypeText), typeof(TypeTextTests), typeof(FsCheck.Config) }
                .SelectMany(type => type.Assembly.GetTypes()).Where(type => !type.ContainsGenericParameters),
            typeof(int[]), typeof(int[,]), typeof(int[][]), typeof(int).MakeArrayType(1), typeof(int).MakePointerType(), typeof(int).MakePointerType().MakeArrayType(), typeof(int).MakeByRefType(),
            typeof(Outer<int>.Inner<string>), typeof(Outer<string>.Inner<int>), typeof(Outer<int>.Plain), typeof(Outer.Plain<int>), typeof(Outer<(int, string)>.Plain),
            typeof((int, (int, int))), typeof(((int, int), int)), typeof((int, int, int)),
        ];
        var texts = new Dictionary<string, Type>();
        foreach (var type in all)
        {
            Assert.That(texts.TryAdd(TypeText.Of(type), type), Is.True, $"{type} and {texts[TypeText.Of(type)]}");
            Assert.That(TypeText.Of(type).AsSpan().IndexOfAny("{}:%"), Is.Negative, type.ToString());
        }
        Assert.That(texts, Has.Count.GreaterThan(1000));
    }

    [Test]
    public void A_type_that_is_no_type_argument_is_refused()
    {
        Assert.That(() => TypeText.Of(typeof(List<>)), Throws.ArgumentException.With.Message.Contains("closed"));
        Assert.That(() => TypeText.Of((Type)null!), Throws.ArgumentNullException);
    }

    private static class Outer
    {
        public sealed class Plain<T>;
    }

    private sealed class Outer<T>
    {
        public sealed class Inner<TOther>;

        public sealed class Plain;
    }
}
