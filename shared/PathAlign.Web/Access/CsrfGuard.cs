using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// A write that comes with a session's cookie has to bear the session's token too: another site's page can send the
/// one, not the other. A sign-in is no write of the session that may still be there.
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
