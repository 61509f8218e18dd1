using System.Globalization;
using System.Text;

namespace Cache.Store;

// what scripts are given
internal static class Argument
{
    public static byte[] Of(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);
}
