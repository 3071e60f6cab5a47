using Microsoft.Extensions.Options;
using PathAlign.Feedback.Http;

namespace PathAlign.Feedback.Access;

/// <summary>How often it may be tried to sign in as someone.</summary>
internal sealed class SignInLimit(IOptions<FeedbackOptions> options) : PerMinute(options.Value.SignInsPerMinute);
