using Cache.CompilerServices;

namespace Cache.Tests.Keys;

public class KeyHashTests
{
    private const int Count = 100_000;

    // the shapes of keys that applications have: numbers in a row, in steps, in the high bits, in a grid, and texts
    private static readonly (string Name, Func<int, int> Hash)[] s_patterns =
    [
        ("in a row", index => KeyHash.Combine(KeyHash.Of(index))),
        ("in steps of 4096", index => KeyHash.Combine(KeyHash.Of((long)index << 12))),
        ("in the high half", index => KeyHash.Combine(KeyHash.Of((long)index << 32))),
        ("a pair, first changes", index => KeyHash.Combine(KeyHash.Of(index), KeyHash.Of(7))),
        ("a pair, second changes", index => KeyHash.Combine(KeyHash.Of(7), KeyHash.Of(index))),
        ("a grid", index => KeyHash.Combine(KeyHash.Of(index / 316), KeyHash.Of(index % 316))),
        ("a cube", index => KeyHash.Combine(KeyHash.Of(index / 2500), KeyHash.Of(index / 50 % 50), KeyHash.Of(index % 50))),
        ("four fields", index => KeyHash.Combine(KeyHash.Of(index & 7), KeyHash.Of(index >> 3 & 7), KeyHash.Of(index >> 6 & 7), KeyHash.Of(index >> 9))),
        ("texts", index => KeyHash.Combine(KeyHash.Of("user-" + index))),
        ("days", index => KeyHash.Combine(KeyHash.Of(new DateTime(index * TimeSpan.TicksPerDay % DateTime.MaxValue.Ticks)), KeyHash.Of(true))),
        ("prices", index => KeyHash.Combine(KeyHash.Of(index * 0.01m))),
        ("a list", index => new KeyList<int>([index / 316, index % 316]).GetHashCode()),
    ];

    private static IEnumerable<TestCaseData> Patterns() => s_patterns.Select(pattern => new TestCaseData(pattern.Hash).SetArgDisplayNames(pattern.Name));

    [TestCaseSource(nameof(Patterns))]
    public void Hashes_spread_over_the_low_bits_and_over_all_bits(Func<int, int> hash)
    {
        var buckets = new int[1024];
        var distinct = new HashSet<int>();
        for (var index = 0; index < Count; index++)
        {
            var value = hash(index);
            buckets[value & 1023]++;
            distinct.Add(value);
        }
        // by chance a bucket holds 98, give or take 10, and one or two hashes meet
        Assert.That(buckets.Max(), Is.LessThan(200));
        Assert.That(buckets.Count(count => count == 0), Is.Zero);
        Assert.That(distinct, Has.Count.GreaterThan(Count - 100));
    }

    [Test]
    public void Every_field_and_its_place_count()
    {
        var one = KeyHash.Of(1);
        Func<ulong, ulong, ulong, ulong, ulong, ulong, ulong, ulong, int>[] combinations =
        [
            (a, b, _, _, _, _, _, _) => KeyHash.Combine(a, b),
            (a, b, c, _, _, _, _, _) => KeyHash.Combine(a, b, c),
            (a, b, c, d, _, _, _, _) => KeyHash.Combine(a, b, c, d),
            (a, b, c, d, e, _, _, _) => KeyHash.Combine(a, b, c, d, e),
            (a, b, c, d, e, f, _, _) => KeyHash.Combine(a, b, c, d, e, f),
            (a, b, c, d, e, f, g, _) => KeyHash.Combine(a, b, c, d, e, f, g),
            (a, b, c, d, e, f, g, h) => KeyHash.Combine(a, b, c, d, e, f, g, h),
        ];
        for (var count = 2; count <= 8; count++)
        {
            var hash = combinations[count - 2];
            var hashes = Enumerable.Range(0, count).Select(place => new ulong[8].Select((_, index) => index == place ? one : 0).ToArray())
                .Select(bits => hash(bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], bits[6], bits[7]))
                .Append(hash(0, 0, 0, 0, 0, 0, 0, 0));
            Assert.That(hashes, Is.Unique, $"{count} fields");
        }
    }

    [Test]
    public void Null_has_a_hash_and_it_is_not_that_of_zero()
    {
        Assert.That(KeyHash.Of((string?)null), Is.Not.EqualTo(KeyHash.Of("")));
        Assert.That(KeyHash.Of((int?)null), Is.Not.EqualTo(KeyHash.Of((int?)0)));
        Assert.That(KeyHash.Of((int?)5), Is.EqualTo(KeyHash.Of(5)));
        Assert.That(KeyHash.Of((Uri?)null), Is.Not.EqualTo(KeyHash.Of(new Uri("", UriKind.Relative))));
    }

    [Test]
    public void A_lookup_allocates_nothing()
    {
        var first = new Key("acme", 7, new(new DateTime(1)), new(1.5m), (KeyPart<double>?)null, Flags.Read);
        var second = first with { };
        var (list, other) = (new List<int> { 1, 2, 3 }, new[] { 1, 2, 3 });
        Assert.That(Allocated(() => first.Equals(second) && first.GetHashCode() == second.GetHashCode()), Is.Zero, "a key of fields");
        Assert.That(Allocated(() => KeyList.Of(list).Equals(KeyList.Of(other)) && KeyList.Of(list).GetHashCode() == KeyList.Of(other).GetHashCode()), Is.Zero, "a key that is a list");
    }

    private static long Allocated(Func<bool> lookup)
    {
        for (var warmUp = 0; warmUp < 100; warmUp++)
            Assert.That(lookup(), Is.True);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = true;
        for (var index = 0; index < 1000; index++)
            found &= lookup();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(found, Is.True);
        return allocated;
    }

    // as generated code writes them
    private readonly record struct Key(string Tenant, int Page, KeyPart<DateTime> Since, KeyPart<decimal> Least, KeyPart<double>? Most, Flags Rights)
    {
        public bool Equals(Key other) => Tenant == other.Tenant && Page == other.Page && Since == other.Since && Least == other.Least
            && Nullable.Equals(Most, other.Most) && Rights == other.Rights;

        public override int GetHashCode() =>
            KeyHash.Combine(KeyHash.Of(Tenant), KeyHash.Of(Page), KeyHash.Of(Since), KeyHash.Of(Least), KeyHash.Of(Most), KeyHash.Of(Rights));
    }
}
