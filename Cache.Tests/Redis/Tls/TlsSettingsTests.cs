using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cache.Tests.Redis.Tls;

public sealed class TlsSettingsTests
{
    [Test]
    public void The_section_Tls_goes_before_code()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Redis:Tls:Host", "h"), new("Redis:Tls:CertificateAuthority", "ca"), new("Redis:Tls:ClientCertificate", "cert"), new("Redis:Tls:ClientKey", "key"),
        ]).Build();
        using var services = new ServiceCollection().AddCache(section).AddRedis("localhost", static redis => redis.Tls.Host = "code").Services.BuildServiceProvider();

        var tls = services.GetRequiredService<IOptions<RedisOptions>>().Value.Tls;

        Assert.That((tls.Host, tls.CertificateAuthority, tls.ClientCertificate, tls.ClientKey), Is.EqualTo(("h", "ca", "cert", "key")));
    }

    [TestCase("CertificateAuthority")]
    [TestCase("ClientCertificate")]
    public void A_file_that_cannot_be_read_is_named(string setting)
    {
        Assert.That(() => RedisConfiguration.Client(Options("rediss://localhost", setting, "/no/such/file.pem"), null),
            Throws.TypeOf<FormatException>().With.Message.Contains($"Redis:Tls:{setting}").And.Message.Contains("\"/no/such/file.pem\"").And.Message.Contains("PEM"));
    }

    [TestCase("CertificateAuthority")]
    [TestCase("ClientCertificate")]
    public void A_file_without_a_certificate_is_refused(string setting)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "this is no certificate");

            Assert.That(() => RedisConfiguration.Client(Options("rediss://localhost", setting, file), null), Throws.TypeOf<FormatException>().With.Message.Contains($"Redis:Tls:{setting}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Settings_of_TLS_without_TLS_are_refused()
    {
        Assert.That(() => RedisConfiguration.Client(Options("localhost:6379", "Host", "redis.test"), null),
            Throws.InvalidOperationException.With.Message.Contains("Redis:Tls").And.Message.Contains("ssl=true").And.Message.Contains("rediss://"));
    }

    [Test]
    public void A_key_without_its_certificate_is_refused()
    {
        Assert.That(() => RedisConfiguration.Client(Options("rediss://localhost", "ClientKey", "key.pem"), null), Throws.InvalidOperationException.With.Message.Contains("Redis:Tls:ClientCertificate"));
    }

    [Test]
    public void A_host_that_is_named_goes_before_that_of_the_URL()
    {
        Assert.That(RedisConfiguration.Client(Options("rediss://localhost", "Host", "redis.test"), null).SslHost, Is.EqualTo("redis.test"));
    }

    private static RedisOptions Options(string connection, string setting, string value)
    {
        var options = new RedisOptions { ConnectionString = connection };
        RedisConfiguration.Apply(new ConfigurationBuilder().AddInMemoryCollection([new($"Tls:{setting}", value)]).Build(), options);
        return options;
    }
}
