using System.Collections;
using System.Collections.Immutable;
using Cache.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

public class KeyListTests
{
    [Test]
    public void Lists_are_equal_exactly_when_their_texts_are()
    {
        Agree(Values.Longs);
        Agree(Values.Strings.OrNothing());
        Agree(Values.Doubles);
        Agree(Values.DateTimes.OrNone());
        Agree(Values.Decimals);
        Agree(Values.Uris.OrNothing());
        Agree(Values.FlagSets);
        Agree(Values.Offsets.Zip(Values.Strings, (time, text) => (new KeyPart<DateTimeOffset>(time), text)));
        Agree(Values.Longs.Short().Select(values => new KeyList<long>(values)));
        Agree(Values.Strings.Short().OrNothing().Select(values => new KeyList<string>(values)));
    }

    [Test]
    public void A_list_is_the_same_whatever_holds_its_elements()
    {
        KeyList<int>[] lists =
        [
            KeyList.Of([1, 2]),
            KeyList.Of(new List<int> { 1, 2 }),
            KeyList.Of(ImmutableArray.Create(1, 2)),
            KeyList.Of(ImmutableList.Create(1, 2)),
            KeyList.OfList(new ArraySegment<int>([0, 1, 2, 3], 1, 2)),
            KeyList.OfList(new OnlyIList { 1, 2 }),
            KeyList.Of(["1", "2"], int.Parse),
        ];
        foreach (var list in lists)
        {
            Assert.That(list, Is.EqualTo(lists[0]));
            Assert.That(lists[0] == list && list == lists[0], Is.True);
            Assert.That(list.GetHashCode(), Is.EqualTo(lists[0].GetHashCode()));
            Assert.That(Text.Of(list), Is.EqualTo("[1,2]"));
        }
    }

    [Test]
    public void No_list_is_not_an_empty_one()
    {
        KeyList<int>[] none = [default, KeyList.Of((int[]?)null), KeyList.Of(default(ImmutableArray<int>)), KeyList.OfList((IList<int>?)null), KeyList.Of((string[]?)null, int.Parse)];
        Assert.That(none, Is.All.EqualTo(default(KeyList<int>)));
        Assert.That(none.Select(list => list.Keep().Value), Is.All.Null);
        Assert.That(none[0] != KeyList.Of(Array.Empty<int>()), Is.True);
        Assert.That(KeyList.Of(ImmutableArray<int>.Empty), Is.EqualTo(KeyList.Of(Array.Empty<int>())));
    }

    [Test]
    public void A_kept_list_does_not_change_with_the_callers()
    {
        var list = new List<string> { "a", "b" };
        var array = new[] { 1, 2 };
        var (keptList, keptArray) = (KeyList.Of(list).Keep(), KeyList.Of(array).Keep());
        var hash = keptList.GetHashCode();

        list[0] = "changed";
        list.Add("c");
        array[1] = 7;

        Assert.That(Text.Of(keptList), Is.EqualTo("[a,b]"));
        Assert.That(keptList.GetHashCode(), Is.EqualTo(hash));
        Assert.That(keptList, Is.Not.EqualTo(KeyList.Of(list)));
        Assert.That(Text.Of(keptArray), Is.EqualTo("[1,2]"));
    }

    [Test]
    public void Lists_inside_of_a_kept_list_are_copied_too()
    {
        int[][] rows = [[1], [2]];
        var nested = KeyList.Of(rows, static row => KeyList.Of(row)).Keep();
        var inTuples = KeyList.Of(rows, static row => (row.Length, Row: KeyList.Of(row))).Keep(static element => (element.Length, element.Row.Keep()));

        rows[0][0] = 9;

        Assert.That(Text.Of(nested), Is.EqualTo("[[1],[2]]"));
        Assert.That(Text.Of(inTuples), Is.EqualTo("[(1,[1]),(1,[2])]"));
    }

    [Test]
    public void A_list_with_a_writer_for_its_elements_is_written_like_any_other()
    {
        var written = KeyWriter.Write(KeyList.Of([(1, "a"), (2, "b,")]), static (KeyList<(int Id, string Name)> value, ref KeyWriter text) =>
        {
            text.AppendList(value, Write);
            text.AppendList((IReadOnlyList<(int, string)>?)null, Write);
            text.AppendList(Array.Empty<(int, string)>(), Write);
        }, 3);
        Assert.That(written, Is.EqualTo("[(1,a),(2,b%2C)]:%null:%empty"));

        static void Write((int Id, string Name) element, ref KeyWriter text)
        {
            text.Open();
            text.Append(element.Id);
            text.Append(element.Name);
            text.Close();
        }
    }

    private static void Agree<T>(Gen<T> values) => Property.HoldsForAll(values.Short().OrNothing().Two(), pair =>
    {
        var (left, right) = (new KeyList<T>(pair.Item1), new KeyList<T>(pair.Item2 is { } list ? [.. list] : null).Keep());
        var same = Text.Of(left) == Text.Of(right);
        Assert.That(left.Equals(right), Is.EqualTo(same));
        Assert.That(left.Equals(KeyList.Of(right.Value?.ToImmutableList())), Is.EqualTo(same));
        if (same)
            Assert.That(left.GetHashCode(), Is.EqualTo(right.GetHashCode()));
    }, tests: 120);

    // an IList that is not readable as IReadOnlyList, as old code has them
    private sealed class OnlyIList : IList<int>
    {
        private readonly List<int> _items = [];

        public int Count => _items.Count;

        public bool IsReadOnly => false;

        public int this[int index]
        {
            get => _items[index];
            set => _items[index] = value;
        }

        public void Add(int item) => _items.Add(item);

        public void Clear() => _items.Clear();

        public bool Contains(int item) => _items.Contains(item);

        public void CopyTo(int[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

        public IEnumerator<int> GetEnumerator() => _items.GetEnumerator();

        public int IndexOf(int item) => _items.IndexOf(item);

        public void Insert(int index, int item) => _items.Insert(index, item);

        public bool Remove(int item) => _items.Remove(item);

        public void RemoveAt(int index) => _items.RemoveAt(index);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
