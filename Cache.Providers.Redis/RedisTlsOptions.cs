namespace Cache;

/// <summary>What TLS needs beyond the words "use it": the section <c>Redis:Tls</c> of the cache's configuration, or <see cref="RedisOptions.Tls"/>.</summary>
/// <remarks>
/// TLS itself is asked for by the connection string (<c>ssl=true</c>) or a URL (<c>rediss://</c>). Files are read once, when the host starts. A certificate from elsewhere, or a
/// judgement of the application's own, goes through the client's events <c>CertificateSelection</c> and <c>CertificateValidation</c> in <see cref="RedisOptions.ConfigureClient"/>.
/// </remarks>
public sealed class RedisTlsOptions
{
    /// <summary>The name that the server's certificate must bear.</summary>
    /// <value>The default is <see langword="null"/>: the host that is connected to.</value>
    public string? Host { get; set; }

    /// <summary>The file of the authorities that may have signed the server's certificate, and no others then. Nothing is asked about revocation.</summary>
    /// <value>The path of a PEM file with one certificate or more. The default is <see langword="null"/>: the authorities that the operating system knows.</value>
    public string? CertificateAuthority { get; set; }

    /// <summary>The file of the certificate that this application shows to the server.</summary>
    /// <value>The path of a PEM file; it holds the key too where <see cref="ClientKey"/> is not set. The default is <see langword="null"/>: none is shown.</value>
    public string? ClientCertificate { get; set; }

    /// <summary>The file of the key of <see cref="ClientCertificate"/>.</summary>
    /// <value>The path of a PEM file whose key is not encrypted. The default is <see langword="null"/>.</value>
    public string? ClientKey { get; set; }
}
