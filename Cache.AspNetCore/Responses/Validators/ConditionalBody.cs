using Cache.Responses.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cache.Responses.Validators;

/// <summary>The body of a response to a request with conditions: nothing of it is sent where they say that the client has it already.</summary>
/// <remarks>It stands outside of output caching, which stores the response as it was made and as 200.</remarks>
internal sealed class ConditionalBody : WriteOnlyStream
{
    private readonly HttpContext _http;
    private readonly Stream _inner;
    private bool _isDecided;
    private bool _isDropped;

    private ConditionalBody(HttpContext http, Stream inner) => (_http, _inner) = (http, inner);

    public static void PutBefore(HttpContext http)
    {
        if (!Conditions.Has(http.Request.Headers))
            return;
        var outer = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(new ConditionalBody(http, outer.Stream), outer));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!IsDropped())
            _inner.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsDropped() ? default : _inner.WriteAsync(buffer, cancellationToken);

    public override void Flush()
    {
        if (!IsDropped())
            _inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => IsDropped() ? Task.CompletedTask : _inner.FlushAsync(cancellationToken);

    private bool IsDropped()
    {
        if (_isDecided)
            return _isDropped;
        _isDecided = true;
        var response = _http.Response;
        if (response.HasStarted || response.StatusCode != StatusCodes.Status200OK || !Conditions.IsNotModified(_http.Request.Headers, response.Headers))
            return false;
        _isDropped = true;
        response.StatusCode = StatusCodes.Status304NotModified;
        // what is left is what RFC 9110 section 15.4.5 asks for, and what says nothing of the body
        response.ContentLength = null;
        response.ContentType = null;
        response.Headers.ContentEncoding = default;
        return true;
    }
}
