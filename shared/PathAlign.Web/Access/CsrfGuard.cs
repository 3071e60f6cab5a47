using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// A write with a session cookie must also carry the session's token: a page of another site can send the cookie, but
/// not the token. A sign-in is exempt, although an old session cookie may come with it.
/// </summary>
internal sealed class CsrfGuard : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var safe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var anonymous = http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (safe || anonymous || http.Features.Get<Session>() is not { } session) return next(context);
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(session.CsrfToken),
            Encoding.UTF8.GetBytes(http.Request.Headers[SessionNames.CsrfHeader].ToString()));
        return same ? next(context) : ValueTask.FromResult<object?>(Problems.CrossSite());
    }
}
