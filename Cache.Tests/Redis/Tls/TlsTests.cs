using System.Security.Cryptography.X509Certificates;
using Cache.SharedTier;
using Cache.Tests.Engine;

namespace Cache.Tests.Redis.Tls;

public sealed class TlsTests
{
    private Certificates _certificates = null!;

    [SetUp]
    public void MakeAuthority() => _certificates = new();

    [TearDown]
    public void DropAuthority() => _certificates.Dispose();

    [TestCase("rediss://127.0.0.1:{0}")]
    [TestCase("127.0.0.1:{0},ssl=true")]
    [TestCase("127.0.0.1:{0},ssl=true,sslHost=redis.test")]
    public async Task A_server_is_used_whose_certificate_the_named_authority_has_signed(string connection)
    {
        await using var server = await StartAsync();
        await using var node = await Node.StartAsync(Text(connection, server), configure: options => options.Tls.CertificateAuthority = _certificates.Authority);

        await AnswersAsync(node);
        await node.Store.SetAsync("app:users:1", SlotId.New(), new byte[1], Timeout.InfiniteTimeSpan, null);

        Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Value));
        await node.Store.InvalidateAsync(Lanes.Of("app:users:1"), ["app:users:1"]);
        await Node.UntilAsync(() => !node.Messages.IsEmpty, "the subscription goes over TLS too");
    }

    [Test]
    public async Task A_server_whose_authority_nobody_knows_is_refused_in_words_that_say_what_to_do()
    {
        await using var server = await StartAsync();
        var log = new RecordingLog();
        await using var node = await Node.StartAsync($"rediss://127.0.0.1:{server.Port}", log: log);

        await FailsAsync(node, "certificate", "UntrustedRoot", "Redis:Tls:CertificateAuthority");
        await Node.UntilAsync(() => log.Messages.Any(static one => one.Text.Contains("Redis:Tls:CertificateAuthority", StringComparison.Ordinal)), "the log says so");
    }

    [Test]
    public async Task An_authority_that_has_not_signed_the_certificate_is_refused()
    {
        await using var server = await StartAsync();
        using var others = new Certificates();
        await using var node = await Node.StartAsync($"rediss://127.0.0.1:{server.Port}", configure: options => options.Tls.CertificateAuthority = others.Authority);

        await FailsAsync(node, "CN=redis.test", others.Authority);
    }

    [Test]
    public async Task A_certificate_for_another_host_is_refused_until_that_host_is_named()
    {
        await using var server = await StartAsync(host: "other.test", loopback: false);
        var connection = $"rediss://127.0.0.1:{server.Port}";
        await using var refused = await Node.StartAsync(connection, configure: options => options.Tls.CertificateAuthority = _certificates.Authority);
        await using var named = await Node.StartAsync(connection, configure: options =>
            (options.Tls.CertificateAuthority, options.Tls.Host) = (_certificates.Authority, "other.test"));

        await FailsAsync(refused, "CN=other.test", "does not bear the name", "Redis:Tls:Host");
        await AnswersAsync(named);
    }

    [Test]
    public async Task A_server_that_demands_a_certificate_is_shown_one()
    {
        await using var server = await StartAsync(demandsCertificate: true);
        var (certificate, key) = _certificates.Sign("shop.test");
        var both = certificate + ".both";
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(certificate) + "\n" + await File.ReadAllTextAsync(key));
        var connection = $"rediss://127.0.0.1:{server.Port}";
        await using var without = await Node.StartAsync(connection, configure: options => options.Tls.CertificateAuthority = _certificates.Authority);
        await using var withTwoFiles = await Node.StartAsync(connection, configure: options =>
            (options.Tls.CertificateAuthority, options.Tls.ClientCertificate, options.Tls.ClientKey) = (_certificates.Authority, certificate, key));
        await using var withOneFile = await Node.StartAsync(connection, configure: options =>
            (options.Tls.CertificateAuthority, options.Tls.ClientCertificate) = (_certificates.Authority, both));

        await FailsAsync(without, "certificate");
        await AnswersAsync(withTwoFiles);
        await AnswersAsync(withOneFile);
    }

    [Test]
    public async Task An_application_may_judge_and_choose_certificates_itself()
    {
        await using var server = await StartAsync(demandsCertificate: true);
        var (certificate, key) = _certificates.Sign("shop.test");
        using var shown = X509Certificate2.CreateFromPemFile(certificate, key);
        var judged = 0;
        await using var node = await Node.StartAsync($"127.0.0.1:{server.Port},ssl=true", configure: options => options.ConfigureClient = client =>
        {
            client.CertificateSelection += (_, _, _, _, _) => shown;
            client.CertificateValidation += (_, presented, _, _) => Interlocked.Increment(ref judged) > 0 && presented!.Subject == "CN=redis.test";
        });

        await AnswersAsync(node);
        Assert.That(judged, Is.Positive);
    }

    [Test]
    public async Task The_wrong_kind_of_port_is_refused_either_way([Values] bool tls)
    {
        await using var server = await StartAsync();
        var connection = tls ? $"127.0.0.1:{server.Plain.Port},ssl=true,connectTimeout=500" : $"127.0.0.1:{server.Port},connectTimeout=500";
        await using var node = await Node.StartAsync(connection);

        await FailsAsync(node, "whether TLS is asked for where the server speaks it");
    }

    private static async Task FailsAsync(Node node, params string[] words)
    {
        var failure = await Assert.ThrowsAsync<SharedStoreException>(() => node.Store.GetAsync("app:users:1"));
        foreach (var word in words)
            Assert.That(failure!.Message, Does.Contain(word));
    }

    // a handshake of two processes may take longer than the client's first attempt waits
    private static async Task AnswersAsync(Node node)
    {
        await Node.UntilAsync(async () =>
        {
            try
            {
                return (await node.Store.GetAsync("app:users:1")).Kind == SharedSlotKind.Empty;
            }
            catch (SharedStoreException)
            {
                return false;
            }
        }, "the server to answer");
    }

    private async Task<TlsServer> StartAsync(bool demandsCertificate = false, string host = "redis.test", bool loopback = true)
    {
        var (certificate, key) = _certificates.Sign(host, loopback);
        return await TlsServer.StartAsync(certificate, key, _certificates.Authority, demandsCertificate);
    }

    private static string Text(string connection, TlsServer server) => string.Format(System.Globalization.CultureInfo.InvariantCulture, connection, server.Port);
}
