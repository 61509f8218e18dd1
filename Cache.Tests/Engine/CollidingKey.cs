namespace Cache.Tests.Engine;

// a key that says what its hash is
internal readonly record struct CollidingKey(int Value, int Hash)
{
    // hashes, and so numbers too, that have their first cell in common in a table of 16
    public static IEnumerable<int> HashesOf(int cell) => Enumerable.Range(0, 1_000).Where(hash => (uint)hash * 0x9E3779B1 >> 28 == cell);

    public override int GetHashCode() => Hash;
}
