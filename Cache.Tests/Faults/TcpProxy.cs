using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Cache.Tests.Faults;

/// <summary>A network between a client and a server, which fails when a test says so.</summary>
/// <remarks>It loses no bytes from the middle of a stream, as no network does under TCP: what is held back comes later, or the connection ends without it.</remarks>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly Gate _requests = new();
    private readonly Gate _replies = new();
    private readonly Gate _messages = new();
    private readonly Task _accepting;
    private volatile bool _refuses;

    public TcpProxy(int target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The port on loopback where new connections go.</summary>
    public int Target { get; set; }

    /// <summary>Whether a connection that stands has subscribed to something.</summary>
    public bool HasSubscriber => _links.Keys.Any(static link => link.Subscribes);

    /// <summary>Holds back what the client says, on all connections, without a word.</summary>
    public void HoldRequests() => _requests.Close();

    /// <summary>Holds back what the server says.</summary>
    public void HoldReplies() => _replies.Close();

    /// <summary>Holds back what the server says on connections that have subscribed to something: commands are answered, messages do not come.</summary>
    public void HoldMessages() => _messages.Close();

    /// <summary>Lets everything through again, and what was held back first.</summary>
    public void Release()
    {
        _requests.Open();
        _replies.Open();
        _messages.Open();
    }

    /// <summary>Lets new connections through; those that stand stay silent for ever.</summary>
    public void ReleaseNew()
    {
        foreach (var link in _links.Keys)
            link.Silence();
        Release();
    }

    /// <summary>Ends all connections, and what was held back is lost.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Dispose();
    }

    /// <summary>Ends all connections, and each new one at once, until <see cref="Accept"/>.</summary>
    public void Refuse()
    {
        _refuses = true;
        Cut();
    }

    public void Accept() => _refuses = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Release();
        Cut();
        await _accepting;
        await Task.WhenAll(_links.Values);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                if (_refuses)
                    client.Client.Close(0);
                else
                    Start(new(client, _requests, _replies, _messages));
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private void Start(Link link)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _links[link] = over.Task;
        _ = Task.Run(async () =>
        {
            await link.RunAsync(Target);
            link.Dispose();
            _links.TryRemove(link, out _);
            over.SetResult();
        });
    }

    private sealed class Gate
    {
        private volatile TaskCompletionSource? _closed;

        public Task Passes => _closed?.Task ?? Task.CompletedTask;

        public void Close() => _closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => Interlocked.Exchange(ref _closed, null)?.TrySetResult();
    }

    // one connection: a stream in each direction
    private sealed class Link(TcpClient client, Gate requests, Gate replies, Gate messages) : IDisposable
    {
        private readonly TcpClient _server = new() { NoDelay = true };
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Gate _silence = new();
        private volatile bool _subscribes;

        public bool Subscribes => _subscribes;

        public void Silence() => _silence.Close();

        public async Task RunAsync(int target)
        {
            try
            {
                client.NoDelay = true;
                await _server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(ForwardAsync(client, _server), ForwardAsync(_server, client), _ended.Task);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // nobody listens there, or the connection was cut meanwhile: the client sees its own end
            }
        }

        public void Dispose()
        {
            _ended.TrySetResult();
            client.Client?.Close(0);
            _server.Client?.Close(0);
        }

        private async Task ForwardAsync(TcpClient from, TcpClient to)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.Client.ReceiveAsync(buffer) is > 0 and var count)
                {
                    _subscribes |= from == client && buffer.AsSpan(0, count).IndexOf("SUBSCRIBE"u8) >= 0;
                    await PassAsync(from == client ? requests : replies);
                    await PassAsync(_silence);
                    if (_subscribes && from == _server)
                        await PassAsync(messages);
                    if (_ended.Task.IsCompleted)
                        return;
                    await to.Client.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or NullReferenceException)
            {
                // cut
            }
        }

        private async Task PassAsync(Gate gate) => await Task.WhenAny(gate.Passes, _ended.Task);
    }
}
