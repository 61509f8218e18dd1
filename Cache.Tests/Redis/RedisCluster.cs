using System.Globalization;

namespace Cache.Tests.Redis;

/// <summary>Three masters with a replica each, on loopback; up in two to three seconds.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Masters = 3;
    private const int Slots = 16384;

    private readonly List<RedisServer> _servers = [];
    private readonly List<string> _ids = [];

    private RedisCluster()
    {
    }

    /// <summary>The masters as they were at the start, then their replicas in the same order.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    public string ConnectionString => string.Join(',', _servers.Select(static one => one.ConnectionString));

    public static async Task<RedisCluster> StartAsync(params string[] arguments)
    {
        var cluster = new RedisCluster();
        try
        {
            await cluster.StartServersAsync(arguments);
            await cluster.JoinAsync();
            await cluster.ReplicateAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Which of the servers that were masters at the start owns the slot of a key.</summary>
    public async Task<RedisServer> ServerOfAsync(string keyOnServer)
    {
        var slot = int.Parse(await _servers[0].CommandAsync("CLUSTER", "KEYSLOT", keyOnServer), CultureInfo.InvariantCulture);
        return _servers[Math.Min(slot / (Slots / Masters), Masters - 1)];
    }

    /// <summary>Waits until every server that runs has the cluster for whole.</summary>
    public Task UntilWholeAsync() => Node.UntilAsync(async () =>
    {
        foreach (var server in _servers.Where(static one => one.IsRunning))
        {
            if (!(await server.CommandAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
                return false;
        }
        return true;
    }, "the cluster is whole");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task StartServersAsync(string[] arguments)
    {
        for (var index = 0; index < 2 * Masters; index++)
        {
            // the bus of a node is given a free port as well, rather than its port and 10000
            _servers.Add(await RedisServer.StartAsync(["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0",
                "--cluster-port", $"{RedisServer.FreePort()}", .. arguments]));
            _ids.Add(await _servers[index].CommandAsync("CLUSTER", "MYID"));
        }
    }

    private async Task JoinAsync()
    {
        for (var index = 0; index < _servers.Count; index++)
        {
            var server = _servers[index];
            // different from the start, or nodes that meet have to settle whose is greater
            await OkAsync(server, "CLUSTER", "SET-CONFIG-EPOCH", $"{index + 1}");
            if (index < Masters)
            {
                var first = index * (Slots / Masters);
                var last = index == Masters - 1 ? Slots - 1 : first + Slots / Masters - 1;
                await OkAsync(server, "CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
            }
        }
        var host = _servers[0];
        foreach (var guest in _servers.Skip(1))
            await OkAsync(guest, "CLUSTER", "MEET", "127.0.0.1", $"{host.Port}", await BusPortAsync(host));
        await Node.UntilAsync(async () =>
        {
            foreach (var server in _servers)
            {
                var nodes = await server.CommandAsync("CLUSTER", "NODES");
                if (!_ids.TrueForAll(id => nodes.Contains(id, StringComparison.Ordinal)) || nodes.Contains("handshake", StringComparison.Ordinal))
                    return false;
            }
            return true;
        }, "all nodes know each other");
    }

    private async Task ReplicateAsync()
    {
        for (var index = 0; index < Masters; index++)
            await OkAsync(_servers[Masters + index], "CLUSTER", "REPLICATE", _ids[index]);
        await UntilWholeAsync();
        await Node.UntilAsync(async () =>
        {
            foreach (var replica in _servers.Skip(Masters))
            {
                if (!(await replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal))
                    return false;
            }
            return true;
        }, "the replicas follow their masters");
        // a client that comes early must not take a replica for a master
        await Node.UntilAsync(async () =>
        {
            foreach (var server in _servers)
            {
                if ((await server.CommandAsync("CLUSTER", "NODES")).Split("slave ").Length != Masters + 1)
                    return false;
            }
            return true;
        }, "all nodes know the replicas");
    }

    private static async Task<string> BusPortAsync(RedisServer server) => (await server.CommandAsync("CONFIG", "GET", "cluster-port")).Split('\n')[1];

    private static async Task OkAsync(RedisServer server, params string[] command)
    {
        var answer = await server.CommandAsync(command);
        if (answer != "OK")
            throw new InvalidOperationException($"{string.Join(' ', command)}: {answer}");
    }
}
