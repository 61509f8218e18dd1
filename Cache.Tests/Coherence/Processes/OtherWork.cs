using System.Diagnostics;
using System.Globalization;

namespace Cache.Tests.Coherence.Processes;

/// <summary>How much of the machine's processors others than some processes use, from when it is made.</summary>
internal sealed class OtherWork
{
    // the kernel counts hundredths of a second
    private const double TicksPerSecond = 100;
    private const int FieldsBeforeTimes = 11;

    private readonly int[] _own;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly long _before;

    /// <param name="own">The numbers of the processes whose work does not count.</param>
    public OtherWork(int[] own)
    {
        _own = own;
        _before = Ticks();
    }

    /// <summary>The part of all processors' time that others have used, from 0 to 1.</summary>
    public double Share() => Math.Max(0, Ticks() - _before) / TicksPerSecond / Stopwatch.GetElapsedTime(_began).TotalSeconds / Environment.ProcessorCount;

    private long Ticks() => Busy() - _own.Sum(Used);

    // cpu user nice system idle iowait irq softirq steal; what a machine beside this one has taken counts too
    private static long Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(field => Number(fields[field]));
    }

    // behind the name, which may hold spaces: user and system time are the twelfth and the thirteenth
    private static long Used(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return Number(fields[FieldsBeforeTimes]) + Number(fields[FieldsBeforeTimes + 1]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
