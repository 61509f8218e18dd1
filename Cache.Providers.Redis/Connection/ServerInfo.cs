namespace Cache.Connection;

// what INFO tells
internal sealed class ServerInfo
{
    private readonly Dictionary<string, string> _fields = [];

    public ServerInfo(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon > 0 && line[0] != '#')
                _fields[line[..colon].ToString()] = line[(colon + 1)..].ToString();
        }
    }

    public string? Version => _fields.GetValueOrDefault("redis_version");

    public bool IsMaster => _fields.GetValueOrDefault("role") == "master";

    public bool IsCluster => _fields.GetValueOrDefault("redis_mode") == "cluster";

    public bool IsSentinel => _fields.GetValueOrDefault("redis_mode") == "sentinel";

    public string? Master => _fields.TryGetValue("master_host", out var host) ? $"{host}:{_fields.GetValueOrDefault("master_port")}" : null;

    /// <summary>Names the data set: another one after a fail-over or a restart.</summary>
    public string ReplicationId => _fields.GetValueOrDefault("master_replid") ?? "";
}
