namespace Cache.Loading;

/// <summary>A token that is cancelled when all of several are.</summary>
internal sealed class CommonCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration[] _registrations;
    private int _left;

    private CommonCancellation(CancellationToken[] tokens)
    {
        _left = tokens.Length;
        _registrations = Array.ConvertAll(tokens, token => token.UnsafeRegister(static all => ((CommonCancellation)all!).Leave(), this));
    }

    /// <summary>Joins tokens. One that is never cancelled keeps the others from it, and then nothing is made.</summary>
    public static CommonCancellation? Of(CancellationToken[] tokens) => Array.TrueForAll(tokens, static token => token.CanBeCanceled) ? new(tokens) : null;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // not the source: who has its token may still ask it
        foreach (var registration in _registrations)
            registration.Unregister();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _source.Cancel();
    }
}
