using Cache.Responses.Validators;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cache;

/// <summary>
/// Holds the conditions of writes (<c>If-Match</c> and the like) against the stored response to a GET of the same URL, before the action runs, and answers 412 where they do not hold.
/// For the actions of a controller; endpoints and groups have the convention <c>CheckMatch</c>.
/// </summary>
/// <remarks>It does nothing for GET, HEAD and other safe methods, so that it may stand at a controller. Authorization comes before it, binding and reading of the body after it.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CheckMatchAttribute : Attribute, IAsyncResourceFilter, IMatchCheck
{
    /// <summary>Whether a request with <c>If-Match</c> or <c>If-Unmodified-Since</c> is answered 412 as well where nothing is stored to compare it with.</summary>
    /// <value>The default is <see langword="false"/>: the action decides.</value>
    public bool RefuseUnknown { get; set; }

    bool IMatchCheck.IsOfOneEndpoint => false;

    Task IAsyncResourceFilter.OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next) =>
        MatchCheck.IsAsked(context.HttpContext) ? CheckAsync(context, next) : next();

    private async Task CheckAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        if (!await MatchCheck.RefusesAsync(context.HttpContext, RefuseUnknown).ConfigureAwait(false))
            await next().ConfigureAwait(false);
    }
}
