using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cache.Tests.Redis;

// the protocol's plainest form: one command on a connection of its own; so a test looks at a server without the client that is under test
internal static class RedisProtocol
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether a server answers, and is the one that was started: with a password, or while it loads, it answers too.</summary>
    public static async Task<bool> AnswersAsync(int port, int processId)
    {
        try
        {
            var info = await CommandAsync(port, "INFO", "server");
            return info.StartsWith('-') || info.Contains($"process_id:{processId}", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>The answer's text: integers and strings as they are, errors behind a <c>-</c>, arrays a line an element, null as <c>(nil)</c>.</summary>
    public static async Task<string> CommandAsync(int port, params string[] command)
    {
        using var timeout = new CancellationTokenSource(s_patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
        await using var stream = client.GetStream();
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.Latin1.GetByteCount(part)}\r\n{part}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ToString()), timeout.Token);
        return await ReadAsync(new(stream), timeout.Token);
    }

    private static async Task<string> ReadAsync(Lines lines, CancellationToken cancellationToken)
    {
        var line = await lines.NextAsync(cancellationToken);
        switch (line[0])
        {
            case '+' or ':':
                return line[1..];
            case '$' or '*' when line[1] == '-':
                return "(nil)";
            case '$':
                return await lines.BytesAsync(int.Parse(line[1..], CultureInfo.InvariantCulture), cancellationToken);
            case '*':
                var elements = new List<string>();
                for (var left = int.Parse(line[1..], CultureInfo.InvariantCulture); left > 0; left--)
                    elements.Add(await ReadAsync(lines, cancellationToken));
                return string.Join('\n', elements);
            default:
                return line;
        }
    }

    private sealed class Lines(NetworkStream stream)
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _start;
        private int _end;

        public async Task<string> NextAsync(CancellationToken cancellationToken)
        {
            var line = new StringBuilder();
            while (true)
            {
                var one = (await BytesOnlyAsync(1, cancellationToken))[0];
                if (one == '\n')
                    return line.ToString(0, line.Length - 1);
                line.Append(one);
            }
        }

        public async Task<string> BytesAsync(int count, CancellationToken cancellationToken)
        {
            var text = await BytesOnlyAsync(count, cancellationToken);
            await BytesOnlyAsync(2, cancellationToken);
            return text;
        }

        private async Task<string> BytesOnlyAsync(int count, CancellationToken cancellationToken)
        {
            var text = new StringBuilder(count);
            while (text.Length < count)
            {
                if (_start == _end)
                {
                    _start = 0;
                    _end = await stream.ReadAsync(_buffer, cancellationToken);
                    if (_end == 0)
                        throw new IOException("The server has closed the connection.");
                }
                var taken = Math.Min(count - text.Length, _end - _start);
                text.Append(Encoding.Latin1.GetString(_buffer, _start, taken));
                _start += taken;
            }
            return text.ToString();
        }
    }
}
