using Microsoft.AspNetCore.Http;

namespace Cache.Admin;

// a request that is answered with a problem (RFC 9457), thrown to whoever writes the answer
internal sealed class AdminProblem(int status, string title, string detail) : Exception(detail)
{
    public int Status => status;

    public ProblemView View => new("about:blank", title, status, Message);

    public static AdminProblem Bad(string detail) => new(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static AdminProblem Missing(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public static AdminProblem Refused(string detail) => new(StatusCodes.Status403Forbidden, "Forbidden", detail);

    public static AdminProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, "Conflict", detail);

    public static AdminProblem Away(string detail) => new(StatusCodes.Status503ServiceUnavailable, "Shared tier unavailable", detail);
}
