using Microsoft.Extensions.Options;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>How often it may be tried to sign in as someone.</summary>
internal sealed class SignInLimit(IOptions<AccessOptions> options) : PerMinute(options.Value.SignInsPerMinute);
