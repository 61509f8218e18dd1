using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Cache.Connection;

// from the settings of TLS to the client's events
internal static class Tls
{
    public static void Apply(RedisTlsOptions tls, ConfigurationOptions client)
    {
        if ((tls.Host ?? tls.CertificateAuthority ?? tls.ClientCertificate ?? tls.ClientKey) is null)
            return;
        if (!client.Ssl)
        {
            throw new InvalidOperationException(
                "The cache has settings in Redis:Tls, but its connection does not ask for TLS. Add ssl=true to Redis:ConnectionString, write rediss:// in place of redis://, or take the settings out.");
        }
        client.SslHost = tls.Host ?? client.SslHost;
        if (tls.CertificateAuthority is { } file)
        {
            var authorities = Read(nameof(tls.CertificateAuthority), file, Authorities);
            client.CertificateValidation += (_, certificate, _, errors) => Judge(file, authorities, certificate, errors);
        }
        if (tls.ClientCertificate is { } shown)
        {
            var certificate = Read(nameof(tls.ClientCertificate), shown, path => WithKey(path, tls.ClientKey));
            client.CertificateSelection += (_, _, _, _, _) => certificate;
        }
        else if (tls.ClientKey is not null)
        {
            throw new InvalidOperationException("The setting Redis:Tls:ClientKey of the cache names a key, but Redis:Tls:ClientCertificate names no certificate that it belongs to.");
        }
    }

    private static X509Certificate2Collection Authorities(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new CryptographicException("It holds no certificate.");
    }

    private static X509Certificate2 WithKey(string path, string? key)
    {
        using var read = X509Certificate2.CreateFromPemFile(path, key);
        // some systems show no certificate whose key was never stored
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new FormatException(
                $"The setting Redis:Tls:{setting} of the cache is \"{path}\". It must be the path of a PEM file that can be read ({failure.Message})", failure);
        }
    }

    // thrown and not returned: the client passes on the words of this exception, and has none of its own
    private static bool Judge(string file, X509Certificate2Collection authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
            throw new AuthenticationException("The server showed no certificate.");
        // what the system's authorities make of it does not count, the name does
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            throw new AuthenticationException(
                $"The certificate of the server ({certificate.Subject}) does not bear the name of the host that was connected to.");
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var judged = new X509Certificate2(certificate);
        if (chain.Build(judged))
            return true;
        var reasons = string.Join(' ', chain.ChainStatus.Select(static status => status.StatusInformation.Trim()).Distinct());
        throw new AuthenticationException(
            $"The certificate of the server ({certificate.Subject}) is not signed by an authority in {file}, or not valid: {reasons}.");
    }
}
