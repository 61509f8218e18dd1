namespace Cache.Tests.Memory.Traces;

/// <summary>Draws ranks from 0, each with a probability in proportion to 1 / (rank + 1) to the power of an exponent. By inversion of the sums: exact, and the same everywhere.</summary>
internal sealed class ZipfRanks
{
    private readonly double[] _sums;

    public ZipfRanks(double exponent, int count)
    {
        _sums = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
            _sums[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    public int Next(Random random)
    {
        var at = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return Math.Min(at < 0 ? ~at : at, _sums.Length - 1);
    }
}
