using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Feedback.Webhooks;

/// <summary>
/// Signs deliveries by the Standard Webhooks specification (version 1): HMAC-SHA256 over id, time and body.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    internal static string Of(byte[] key, string id, long unixSeconds, string body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{unixSeconds}.{body}")))}";
}
