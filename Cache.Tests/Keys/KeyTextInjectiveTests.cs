using System.Text;
using Cache.CompilerServices;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

public class KeyTextInjectiveTests
{
    [Test]
    public void Arguments_of_any_shape_have_the_same_text_only_when_they_are_equal() =>
        Property.HoldsForAll(Gen.Choose(1, 4).SelectMany(parameters => Shapes.Calls(parameters, calls: 12)), calls =>
            EachTextBelongsToOne(calls, call => Write(call, call.Length), call => string.Join('|', call.Select(argument => argument.Identity))), tests: 400);

    [Test]
    public void Inside_of_a_tuple_the_text_tells_even_shapes_apart() =>
        Property.HoldsForAll(Shapes.Trees(depth: 3).ArrayOf(20), trees =>
            EachTextBelongsToOne(trees, tree => Write([new Shapes.Tuple([tree])], 1), tree => tree.Identity), tests: 400);

    [Test]
    public void The_text_survives_UTF8_and_holds_one_separator_between_two_segments() =>
        Property.HoldsForAll(Shapes.Calls(parameters: 3, calls: 1), calls =>
        {
            var text = Write(calls[0], 3);
            Assert.That(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), Is.EqualTo(text));
            Assert.That(text.Count(character => character == ':'), Is.EqualTo(2));
            Assert.That(text.Any(character => character is '{' or '}' || char.IsControl(character)), Is.False);
        });

    [Test]
    public void The_text_does_not_depend_on_the_culture() =>
        Property.HoldsForAll(Shapes.Calls(parameters: 3, calls: 1), calls =>
        {
            var texts = new HashSet<string>();
            Property.InEveryCulture(() => texts.Add(Write(calls[0], 3)));
            Assert.That(texts, Has.Count.EqualTo(1));
        }, tests: 100);

    [Test]
    public void Nothing_that_looks_like_null_or_empty_is()
    {
        string?[] values = [null, "", "null", "%null", "%empty", "%25null", "Null", " "];
        Assert.That(values.Select(Text.Of), Is.Unique);
        Assert.That(values.Select(Text.InKey), Is.Unique);
        KeyList<string?>[] lists = [new(null), new([]), new([null]), new([""]), new(["", ""]), new(["%empty"]), new(["%null"]), new([","]), new(["[]"])];
        Assert.That(lists.Select(Text.Of), Is.Unique);
    }

    private static void EachTextBelongsToOne<T>(IEnumerable<T> values, Func<T, string> text, Func<T, string> identity)
    {
        var known = new Dictionary<string, string>();
        foreach (var value in values)
        {
            if (!known.TryAdd(text(value), identity(value)))
                Assert.That(identity(value), Is.EqualTo(known[text(value)]), text(value));
        }
        Assert.That(known.Values, Is.Unique, "equal arguments have one text");
    }

    private static string Write(Shapes.Node[] arguments, int segments) => KeyWriter.Write(arguments, static (Shapes.Node[] arguments, ref KeyWriter text) =>
    {
        foreach (var argument in arguments)
            argument.Write(ref text);
    }, segments);
}
