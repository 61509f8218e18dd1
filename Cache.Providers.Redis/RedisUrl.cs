using System.Net;
using StackExchange.Redis;

namespace Cache;

// redis://[user[:password]@]host[:port][/database], and rediss:// for TLS
internal static class RedisUrl
{
    private const int DefaultPort = 6379;
    private const string Form = "It must look like redis://user:password@host:6379/0 (rediss:// with TLS; user, password, port and database may be left out).";

    public static bool Is(string connection) => connection.Contains("://", StringComparison.Ordinal);

    /// <param name="url">The URL.</param>
    /// <param name="source">Where it comes from, for messages; they never show the URL itself, which may hold a password.</param>
    /// <param name="options">Takes what the URL says.</param>
    public static void Apply(string url, string source, ConfigurationOptions options)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
            throw Bad(source, "it is not a URL, or a character in its password must be percent-encoded");
        if (uri.Scheme is not ("redis" or "rediss"))
            throw Bad(source, $"its scheme is '{uri.Scheme}'");
        if (uri.Host.Length == 0)
            throw Bad(source, "it names no host");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Bad(source, "nothing may follow the database; other settings go into RedisOptions.ConfigureClient");

        options.EndPoints.Add(EndPoint(uri));
        options.Ssl = uri.Scheme == "rediss";
        if (options.Ssl)
            options.SslHost ??= uri.IdnHost;
        options.DefaultDatabase = Database(uri, source);
        ApplyLogin(uri, source, options);
    }

    private static EndPoint EndPoint(Uri uri)
    {
        var port = uri.Port < 0 ? DefaultPort : uri.Port;
        return IPAddress.TryParse(uri.IdnHost, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(uri.IdnHost, port);
    }

    private static int? Database(Uri uri, string source)
    {
        var path = uri.AbsolutePath.Trim('/');
        if (path.Length == 0)
            return null;
        return int.TryParse(path, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var database)
            ? database
            : throw Bad(source, $"its database is '{path}', which is not a number");
    }

    private static void ApplyLogin(Uri uri, string source, ConfigurationOptions options)
    {
        if (uri.UserInfo.Length == 0)
            return;
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? uri.UserInfo : uri.UserInfo[..colon]);
        if (colon >= 0)
            options.Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        else if (user.Length > 0)
            throw Bad(source, "it names a user without a password; a password alone is written :password@host");
        if (user is not ("" or "default"))
            options.User = user;
    }

    private static FormatException Bad(string source, string what) => new($"The Redis URL in {source} cannot be used: {what}. {Form}");
}
