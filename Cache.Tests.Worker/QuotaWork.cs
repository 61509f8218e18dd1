using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cache.Tests.Worker;

/// <summary>What a process does with a quota: reads and sets values by a Zipf distribution that is the same in all processes.</summary>
internal sealed class QuotaWork(Blobs blobs, int worker)
{
    private const int Callers = 4;
    private const int Keys = 20_000;
    private const double Exponent = 0.9;
    private const int SetEvery = 20;

    private readonly double[] _shares = Shares();

    /// <summary>Goes on for a time, and for a number of calls at least. Answers what was done, in order: <c>timestamp:key:size:kind</c>, where the kind is h for a hit, m for a miss, s for a set.</summary>
    public async Task RunAsync(string id, TimeSpan duration, int least)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => RunAsync(new Random(worker * Callers + caller), until, least / Callers)));
        Answers.Write($"done {id} 0 0 {string.Join(' ', callers.Select(static one => one.ToString().TrimEnd()))}");
    }

    private async Task<StringBuilder> RunAsync(Random random, long until, int least)
    {
        var trace = new StringBuilder();
        await Task.Yield();
        for (var calls = 0; calls < least || Stopwatch.GetTimestamp() < until; calls++)
        {
            var key = Draw(random);
            var kind = 's';
            if (random.Next(SetEvery) == 0)
                await blobs.GetCache.SetAsync(key, Blobs.Make(key));
            else
                kind = await blobs.ReadAsync(key) ? 'h' : 'm';
            trace.Append(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()}:{key}:{Blobs.SizeOf(key)}:{kind} ");
        }
        return trace;
    }

    private int Draw(Random random)
    {
        var found = Array.BinarySearch(_shares, random.NextDouble() * _shares[^1]);
        return Math.Min(found < 0 ? ~found : found, Keys - 1);
    }

    private static double[] Shares()
    {
        var shares = new double[Keys];
        for (var rank = 0; rank < Keys; rank++)
            shares[rank] = (rank == 0 ? 0 : shares[rank - 1]) + Math.Pow(rank + 1, -Exponent);
        return shares;
    }
}

/// <summary>Values of different sizes, and whether a call has loaded its own.</summary>
public sealed partial class Blobs(ICache cache)
{
    private readonly AsyncLocal<Visit?> _visit = new();

    /// <summary>The size of the value of a key.</summary>
    public static int SizeOf(int key) => 200 + key * 7919 % 1600;

    public static byte[] Make(int key) => new byte[SizeOf(key)];

    /// <summary>Whether a value was there; another's load is waited for, and counts as one that was.</summary>
    public async Task<bool> ReadAsync(int key)
    {
        var visit = _visit.Value = new();
        await GetAsync(key);
        return !visit.HasLoaded;
    }

    [Cache(Name = "blobs", Ttl = "1h")]
    public partial Task<byte[]> GetAsync(int key);

    private Task<byte[]> GetCoreAsync(int key)
    {
        _visit.Value!.HasLoaded = true;
        return Task.FromResult(Make(key));
    }

    private sealed class Visit
    {
        public bool HasLoaded { get; set; }
    }
}
