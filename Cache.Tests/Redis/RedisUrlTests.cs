using System.Net;

namespace Cache.Tests.Redis;

public sealed class RedisUrlTests
{
    [TestCase("redis://localhost", "localhost:6379", false, null, null)]
    [TestCase("redis://localhost:6380", "localhost:6380", false, null, null)]
    [TestCase("redis://localhost:6380/", "localhost:6380", false, null, null)]
    [TestCase("redis://localhost/2", "localhost:6379", false, null, 2)]
    [TestCase("redis://:secret@cache.example.com:6379/15", "cache.example.com:6379", false, "secret", 15)]
    [TestCase("redis://default:secret@cache.example.com", "cache.example.com:6379", false, "secret", null)]
    [TestCase("rediss://:p%40ss%3Aw%2Frd%25@cache.example.com:6380", "cache.example.com:6380", true, "p@ss:w/rd%", null)]
    [TestCase("redis://10.0.0.7:7000", "10.0.0.7:7000", false, null, null)]
    [TestCase("redis://[::1]:7000/1", "[::1]:7000", false, null, 1)]
    [TestCase(" redis://localhost ", "localhost:6379", false, null, null)]
    public void A_URL_says_where_the_server_is(string url, string endPoint, bool tls, string? password, int? database)
    {
        var client = RedisConfiguration.Client(new(), url);

        Assert.That(client.EndPoints.Select(Text), Is.EqualTo(new[] { endPoint }));
        Assert.That((client.Ssl, client.Password, client.DefaultDatabase), Is.EqualTo((tls, password, database)));
        Assert.That(client.AbortOnConnectFail, Is.False);
        if (tls)
            Assert.That(client.SslHost, Is.EqualTo("cache.example.com"));
    }

    [TestCase("http://localhost", "scheme is 'http'")]
    [TestCase("redis://", "it names no host")]
    [TestCase("redis://localhost/main", "its database is 'main'")]
    [TestCase("redis://localhost/-1", "its database is '-1'")]
    [TestCase("redis://localhost/99999999999", "its database is '99999999999'")]
    [TestCase("redis://user@localhost", "a user without a password")]
    [TestCase("redis://localhost?timeout=5", "nothing may follow the database")]
    [TestCase("redis://:geheim/wort@localhost", "it is not a URL")]
    public void A_URL_that_cannot_be_used_is_refused_without_showing_its_password(string url, string reason)
    {
        var failure = Assert.Throws<FormatException>(() => RedisConfiguration.Client(new(), url));

        Assert.That(failure!.Message, Does.Contain(reason).And.Contain("REDIS_URL").And.Contain("redis://user:password@host:6379/0").And.Not.Contain("geheim"));
    }

    [TestCase("redis://ada:secret@localhost", "ada")]
    [TestCase("redis://default:secret@localhost", null)]
    [TestCase("redis://:secret@localhost", null)]
    public void A_user_is_logged_in(string url, string? user)
    {
        var client = RedisConfiguration.Client(new(), url);

        Assert.That((client.User, client.Password), Is.EqualTo((user, "secret")));
    }

    [Test]
    public void A_connection_string_goes_before_the_URL_and_may_be_one()
    {
        Assert.That(Text(RedisConfiguration.Client(new() { ConnectionString = "one:1,password=x" }, "redis://two:2").EndPoints[0]), Is.EqualTo("one:1"));
        Assert.That(Text(RedisConfiguration.Client(new() { ConnectionString = "redis://three:3" }, "redis://two:2").EndPoints[0]), Is.EqualTo("three:3"));
    }

    [Test]
    public void A_connection_string_keeps_what_it_says_except_giving_up()
    {
        var client = RedisConfiguration.Client(new() { ConnectionString = "a:1,b:2,connectTimeout=7000,keepAlive=60,ssl=true,abortConnect=true" }, null);

        Assert.That((client.EndPoints.Count, client.ConnectTimeout, client.KeepAlive, client.Ssl, client.AbortOnConnectFail), Is.EqualTo((2, 7000, 60, true, false)));
    }

    [Test]
    public void Settings_of_the_client_go_through()
    {
        var client = RedisConfiguration.Client(new() { ConnectionString = "rediss://a", ConfigureClient = static one => one.SslHost = "other" }, null);

        Assert.That((client.Ssl, client.SslHost), Is.EqualTo((true, "other")));
    }

    [TestCase("localhost,nonsense=1", "nonsense")]
    [TestCase("password=x", "names no server")]
    public void A_connection_string_that_cannot_be_read_is_refused(string connection, string reason)
    {
        Assert.That(() => RedisConfiguration.Client(new() { ConnectionString = connection }, null),
            Throws.TypeOf<FormatException>().With.Message.Contains(reason).And.Message.Contains("Redis:ConnectionString"));
    }

    [Test]
    public void Without_any_of_them_it_is_asked_for([Values(null, "", " ")] string? url)
    {
        Assert.That(() => RedisConfiguration.Client(new(), url), Throws.InvalidOperationException.With.Message.Contains("REDIS_URL").And.Message.Contains("AddRedis(\"localhost:6379\")"));
    }

    private static string Text(EndPoint endPoint) => Cache.Connection.EndPointText.Of(endPoint);
}
