using System.Net;

namespace Cache.Connection;

internal static class EndPointText
{
    public static string Of(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endPoint.ToString() ?? "",
    };
}
