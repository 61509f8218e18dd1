using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cache.Responses.Bodies;

// a handler that asks for no buffering streams: server-sent events, a download that has no end
internal sealed class HeldBodyFeature(HeldBody body, IHttpResponseBodyFeature outer) : StreamResponseBodyFeature(body, outer)
{
    public override void DisableBuffering()
    {
        body.Pass();
        base.DisableBuffering();
    }
}
