namespace Cache.Tests.Keys;

// what tells two values apart, written down once more and in another way than the code under test
internal static class Identity
{
    public static object Of(object? value) => value switch
    {
        null => "none",
        string text => ("string", text),
        DateTime time => (time.Ticks, time.Kind),
        DateTimeOffset time => (time.Ticks, time.Offset),
        double.NaN or float.NaN => "NaN",
        Half half when Half.IsNaN(half) => "NaN",
        double number => (1 / number, number),
        float number => (1 / number, number),
        Half number => ((Half)1 / number, number),
        decimal number => (number, decimal.GetBits(number)[3] & 0xFF0000),
        Uri uri => uri.OriginalString,
        _ => value,
    };
}
