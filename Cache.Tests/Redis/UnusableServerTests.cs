using System.Net;
using System.Net.Sockets;
using System.Text;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Redis;

// servers that are there and cannot be used: each says so once in the log, and to every caller
public sealed class UnusableServerTests
{
    [Test]
    public async Task A_wrong_password_is_called_one([Values("", ",password=wrong")] string password)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        var log = new RecordingLog();
        await using var node = await Node.StartAsync(server.ConnectionString + password, log: log);

        var failure = await Assert.ThrowsAsync<SharedStoreException>(() => node.Store.GetAsync("app:users:1"));

        Assert.That(failure!.Message, Does.Contain("password"));
        Assert.That(failure.ToString(), Does.Not.Contain("wrong,").And.Contain(server.ConnectionString));
        Assert.That(log.Messages.Count(static one => one.Level >= LogLevel.Warning), Is.EqualTo(1));
    }

    [Test]
    public async Task The_right_password_opens()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "r/i:g@h%t");
        await using var byUrl = await Node.StartAsync($"redis://:r%2Fi%3Ag%40h%25t@{server.ConnectionString}");

        Assert.That((await byUrl.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task The_database_of_a_URL_is_used_for_everything()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync($"redis://{server.ConnectionString}/3");
        await node.Store.SetAsync("app:users:1", SlotId.New(), new byte[1], Timeout.InfiniteTimeSpan, null);

        var found = new List<string>();
        await foreach (var page in node.Store.ScanAsync("app:", CancellationToken.None))
            found.AddRange(page);

        Assert.That(found, Is.EqualTo(new[] { "app:users:1" }));
        Assert.That(await server.CommandAsync("INFO", "keyspace"), Does.Contain("db3:").And.Not.Contain("db0:"));
    }

    // the client waits its whole connect timeout for those that have refused before it begins to wait, here most of them
    [Test]
    public async Task Callers_are_told_of_a_refusal_while_the_client_still_waits()
    {
        var ports = string.Join(',', Enumerable.Range(0, 20).Select(static _ => $"127.0.0.1:{RedisServer.FreePort()}"));
        await using var node = await Node.StartAsync($"{ports},connectTimeout=1000", configure: static options => options.CommandTimeout = "300ms");

        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("cannot be reached (UnableToConnect"));
    }

    [Test]
    public async Task A_port_where_nothing_listens_is_named()
    {
        var port = RedisServer.FreePort();
        await using var node = await Node.StartAsync($"127.0.0.1:{port}");

        Assert.That(() => node.Store.GetAsync("app:users:1"),
            Throws.TypeOf<SharedStoreException>().With.Message.Contains($"127.0.0.1:{port} cannot be reached").And.Message.Contains("host, port and password"));
    }

    [Test]
    public async Task A_host_that_does_not_exist_is_named()
    {
        await using var node = await Node.StartAsync("no-such-host.invalid:6379");

        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("no-such-host.invalid:6379"));
    }

    [Test]
    public async Task A_replica_is_refused_and_its_master_named()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {master.Port}");
        var log = new RecordingLog();
        await using var node = await Node.StartAsync(replica.ConnectionString, log: log);

        Assert.That(() => node.Store.GetAsync("app:users:1"),
            Throws.TypeOf<SharedStoreException>().With.Message.Contains($"read-only replica of 127.0.0.1:{master.Port}"));
        Assert.That(log.Messages.Count(static one => one.Level == LogLevel.Error), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_a_master_and_its_replica_the_master_is_used()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {master.Port}");
        await Node.UntilAsync(async () => (await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows");
        await using var node = await Node.StartAsync($"{replica.ConnectionString},{master.ConnectionString}");

        Assert.That((await node.Store.GetOrLeaseAsync("app:users:1", SlotId.New(), 0, TimeSpan.FromMinutes(1))).Kind, Is.EqualTo(SharedSlotKind.Granted));
        Assert.That((await node.Store.ReadLanesAsync()).History.Split(' '), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_is_too_old_is_called_so()
    {
        await using var old = new OldServer("6.2.14");
        var log = new RecordingLog();
        await using var node = await Node.StartAsync($"127.0.0.1:{old.Port}", log: log);

        Assert.That(() => node.Store.GetAsync("app:users:1"),
            Throws.TypeOf<SharedStoreException>().With.Message.Contains("version 6.2.14").And.Message.Contains("7.0 or later"));
        Assert.That(log.Messages.Count(static one => one.Level == LogLevel.Error), Is.EqualTo(1));
    }

    // answers as much as a client asks of a server when it connects
    private sealed class OldServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _accepting;
        private readonly string _version;

        public OldServer(string version)
        {
            _version = version;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Stop();
            await _accepting;
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            var serving = new List<Task>();
            try
            {
                while (true)
                    serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(serving);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                    while (await reader.ReadLineAsync(_end.Token) is { } count)
                    {
                        var command = new List<string>();
                        for (var left = int.Parse(count[1..], System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
                        {
                            // by its length: a client's probe is random bytes, line ends among them
                            var length = int.Parse((await reader.ReadLineAsync(_end.Token))![1..], System.Globalization.CultureInfo.InvariantCulture);
                            var part = new char[length + 2];
                            await reader.ReadBlockAsync(part, _end.Token);
                            command.Add(new(part, 0, length));
                        }
                        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Answer(command)), _end.Token);
                    }
                }
                catch (Exception gone) when (gone is OperationCanceledException or IOException)
                {
                    // the client or the test has ended
                }
            }
        }

        private string Answer(List<string> command)
        {
            static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";
            return command[0].ToUpperInvariant() switch
            {
                "INFO" => Bulk($"# Server\r\nredis_version:{_version}\r\nredis_mode:standalone\r\n# Replication\r\nrole:master\r\nmaster_replid:0\r\n"),
                "PING" => "+PONG\r\n",
                "ECHO" => Bulk(command[1]),
                "SUBSCRIBE" => $"*3\r\n{Bulk("subscribe")}{Bulk(command[1])}:1\r\n",
                "GET" => "$-1\r\n",
                _ => "-ERR unknown command\r\n",
            };
        }
    }
}
