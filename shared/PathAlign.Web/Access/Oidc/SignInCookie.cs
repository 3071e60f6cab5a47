using Microsoft.AspNetCore.Http;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// A cookie that binds a pending sign-in to one browser: scripts cannot read it, the browser sends it only to the
/// callback, and only over https, except on this machine.
/// </summary>
internal sealed class SignInCookie : CookieBuilder
{
    internal SignInCookie(string prefix, TimeSpan lifetime)
    {
        (Name, Path, Expiration) = (prefix, OidcScheme.CallbackPath, lifetime);
        (HttpOnly, IsEssential) = (true, true);
        SameSite = SameSiteMode.Lax;   // the provider sends the browser back by a link
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Secure = context.Request.IsHttps || !Transport.IsThisMachine(context.Request.Host.Host);
        return cookie;
    }
}
