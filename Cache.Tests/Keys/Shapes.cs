using System.Globalization;
using Cache.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

// arguments as a tree of values, lists and tuples; a generator of nodes stands for a static type: all that it makes have one shape
internal static class Shapes
{
    private static readonly Gen<Node>[] s_scalars =
    [
        Scalar(Values.Strings), Scalar(Values.Strings), Scalar(Values.Strings), Scalar(Values.Chars), Scalar(Values.Longs), Scalar(Values.Bools), Scalar(Values.Guids),
        Scalar(Values.DateTimes), Scalar(Values.Offsets), Scalar(Values.Spans), Scalar(Values.Doubles), Scalar(Values.Floats), Scalar(Values.Halves), Scalar(Values.Decimals),
        Scalar(Values.Uris), Scalar(Values.Versions), Scalar(Values.Plains), Scalar(Values.FlagSets), Scalar(Values.Codes),
    ];

    /// <summary>Some shape: nodes of one type.</summary>
    public static Gen<Gen<Node>> Any(int depth) => depth == 0
        ? Gen.Elements(s_scalars).Select(OrNull)
        : Gen.Frequency(
            (2, Any(0)),
            (1, Any(depth - 1).Select(shape => OrNull(shape.Short().Select(Node (elements) => new List(elements))))),
            (1, Gen.Choose(1, 3).SelectMany(count => Any(depth - 1).ArrayOf(count))
                .Select(shapes => OrNull(Gen.CollectToArray(shapes).Select(Node (members) => new Tuple(members))))));

    /// <summary>Trees over strings, each of a shape of its own.</summary>
    public static Gen<Node> Trees(int depth) => depth == 0
        ? OrNull(Scalar(Values.Strings))
        : Gen.Frequency(
            (2, Trees(0)),
            (1, Trees(depth - 1).Short().Select(Node (elements) => new List(elements))),
            (1, Gen.Choose(1, 3).SelectMany(count => Trees(depth - 1).ArrayOf(count)).Select(Node (members) => new Tuple(members))));

    /// <summary>Calls of one method: arrays of arguments, each parameter of one shape in all of them.</summary>
    public static Gen<Node[][]> Calls(int parameters, int calls) =>
        Any(depth: 2).ArrayOf(parameters).SelectMany(shapes => Gen.CollectToArray(shapes).ArrayOf(calls));

    private static Gen<Node> Scalar<T>(Gen<T> values) => values.Select(Node (value) => new Leaf(value!));

    private static Gen<Node> OrNull(Gen<Node> nodes) => Gen.Frequency((1, Gen.Constant<Node>(new Null())), (4, nodes));

    internal abstract record Node
    {
        public abstract string Identity { get; }

        public abstract void Write(ref KeyWriter text);
    }

    internal sealed record Null : Node
    {
        public override string Identity => "none";

        public override void Write(ref KeyWriter text) => text.AppendNull();
    }

    internal sealed record Leaf(object Value) : Node
    {
        public override string Identity => Value switch
        {
            string text => Units(text),
            char unit => Units([unit]),
            Code code => Units(code.Text),
            Uri uri => Units(uri.OriginalString),
            Enum name => $"<{Convert.ToInt64(name, CultureInfo.InvariantCulture)}>",
            _ => $"<{Keys.Identity.Of(Value)}>",
        };

        public override void Write(ref KeyWriter text) => text.Append(Value);

        // every UTF-16 unit as a number, so that nothing in a string can look like the end of it
        private static string Units(ReadOnlySpan<char> text) => $"<{string.Join(' ', text.ToArray().Select(unit => (int)unit))}>";
    }

    internal sealed record List(Node[] Elements) : Node
    {
        public override string Identity => $"[{string.Join(';', Elements.Select(element => element.Identity))}]";

        public override void Write(ref KeyWriter text) => text.AppendList(Elements, static (Node element, ref KeyWriter text) => element.Write(ref text));
    }

    internal sealed record Tuple(Node[] Members) : Node
    {
        public override string Identity => $"({string.Join(';', Members.Select(member => member.Identity))})";

        public override void Write(ref KeyWriter text)
        {
            text.Open();
            foreach (var member in Members)
                member.Write(ref text);
            text.Close();
        }
    }
}
