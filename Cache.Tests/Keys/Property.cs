using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

// a property holds for all values under every culture that has been seen to change text: tr-TR its letters, ar-SA its minus sign and calendar
internal static class Property
{
    public static readonly string[] Cultures = ["en-US", "tr-TR", "ar-SA"];

    public static void HoldsForAll<T>(Gen<T> values, Action<T> property, int tests = 300) => InEveryCulture(() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), property)));

    public static void InEveryCulture(Action action)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in Cultures)
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                action();
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
