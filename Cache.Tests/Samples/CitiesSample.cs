using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cache.Tests.Redis;

namespace Cache.Tests.Samples;

/// <summary>The sample Cities on a port and a database file of its own, and a visitor who calls it.</summary>
internal sealed partial class CitiesSample : IAsyncDisposable
{
    // memory is the default, and needs no Redis: whatever the environment of the tests says
    private static readonly Dictionary<string, string?> s_noRedis = new() { ["REDIS_URL"] = null, ["Cache__Provider"] = null };

    private readonly TemporaryFolder? _folder;
    private readonly SampleProcess _process;
    private readonly HttpClient _client;

    private CitiesSample(TemporaryFolder? folder, SampleProcess process, Uri address)
    {
        _folder = folder;
        _process = process;
        _client = new() { BaseAddress = address };
    }

    public static async Task<CitiesSample> StartAsync(params string[] arguments)
    {
        var folder = new TemporaryFolder();
        return await StartAsync(folder, folder["cities.db"], s_noRedis, arguments);
    }

    /// <summary>Starts a process on a database that others may use too.</summary>
    public static Task<CitiesSample> StartAsync(string database, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        StartAsync(null, database, environment, arguments);

    private static async Task<CitiesSample> StartAsync(TemporaryFolder? folder, string database, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var (process, line) = await SampleProcess.StartAsync(
            "Cities", "Now listening on:", environment, ["--urls", "http://127.0.0.1:0", "--Cities:Database", database, .. arguments]);
        var started = new CitiesSample(folder, process, new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..]));
        // the warm-up runs queries too: tests count their own
        await Node.UntilAsync(async () => (await started.GetAsync("/health/ready")).Status == 200, "it is ready");
        return started;
    }

    /// <summary>A caller from another address of this machine: the last number of 127.0.0.x.</summary>
    public HttpClient CallerFrom(byte number) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (connection, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, number]), 0));
            await socket.ConnectAsync(connection.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = _client.BaseAddress };

    public Task<Answer> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>Asks as a client does that has a response with a tag already.</summary>
    public Task<Answer> GetUnlessAsync(string path, EntityTagHeaderValue? tag) =>
        SendAsync(new(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag! } } });

    public Task<Answer> VisitAsync(int city) => SendAsync(new(HttpMethod.Put, $"/recent/{city}"));

    public Task<Answer> PutPopulationAsync(int city, long population) =>
        SendAsync(new(HttpMethod.Put, $"/cities/{city}/population") { Content = JsonContent.Create(new { population }) });

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request);
            var timing = Timing().Match(response.Headers.GetValues("Server-Timing").Single());
            var text = await response.Content.ReadAsStringAsync();
            return new(
                (int)response.StatusCode, text, response.Headers, response.Content.Headers.ContentType?.MediaType ?? "",
                Count(timing.Groups["queries"].Value), Count(timing.Groups["total"].Value), double.Parse(timing.Groups["sql"].Value, CultureInfo.InvariantCulture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder?.Dispose();
    }

    private static int Count(string count) => count == "no" ? 0 : int.Parse(count, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^sql;dur=(?<sql>[\d.]+);desc="(?<queries>\w+) quer(y|ies)", app;dur=[\d.]+, since-start;desc="(?<total>\w+) quer(y|ies)"$""")]
    private static partial Regex Timing();

    /// <summary>A response, and what it cost: the queries that this request ran itself and their time, and the queries of all requests so far.</summary>
    public sealed record Answer(int Status, string Text, HttpResponseHeaders Headers, string MediaType, int Queries, int QueriesSinceStart, double QueryMilliseconds)
    {
        public JsonNode Json { get; } = MediaType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(Text)! : JsonValue.Create(Text);
    }
}
