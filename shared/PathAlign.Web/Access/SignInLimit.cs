using Microsoft.Extensions.Options;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>Limits the sign-in attempts per name.</summary>
internal sealed class SignInLimit(IOptions<AccessOptions> options) : PerMinute(options.Value.SignInsPerMinute);
