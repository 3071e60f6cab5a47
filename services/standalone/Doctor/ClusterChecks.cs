using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PathAlign.Feedback.Diagnosis;

namespace PathAlign.Standalone.Doctor;

/// <summary>What is checked from outside on a cluster's address: an answer, its clock, its certificate.</summary>
internal static class ClusterChecks
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10), _clockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _certificateNotice = TimeSpan.FromDays(14);

    internal static async Task<IReadOnlyList<Finding>> RunAsync(Uri address, CancellationToken cancel)
    {
        DateTime? expires = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    if (certificate is not null) expires = new X509Certificate2(certificate).NotAfter;
                    return errors == SslPolicyErrors.None;
                },
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = address, Timeout = _patience };
        var findings = await AnswerAsync(http, cancel);
        return expires is { } end ? [.. findings, Certificate(end, DateTime.Now)] : findings;
    }

    /// <summary>Whether the certificate is valid for some time yet.</summary>
    internal static Finding Certificate(DateTime expires, DateTime now)
    {
        var found = $"valid until {expires.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        return expires - now >= _certificateNotice
            ? new("certificate", true, found)
            : new("certificate", false, found, "renew it; with cert-manager: kubectl describe certificate");
    }

    private static async Task<IReadOnlyList<Finding>> AnswerAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancel);
            var ready = response.IsSuccessStatusCode
                ? new Finding("address", true, $"{http.BaseAddress} is ready")
                : new Finding(
                    "address",
                    false,
                    $"{http.BaseAddress} is not ready: broker, database or object store does not answer it",
                    "see the log of the feedback service");
            return response.Headers.Date is { } date ? [ready, Clock(date, DateTimeOffset.UtcNow)] : [ready];
        }
        catch (Exception error) when (
            error is HttpRequestException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return
            [
                new(
                    "address",
                    false,
                    $"{http.BaseAddress} does not answer: {(error.InnerException ?? error).Message}",
                    "check address, network and certificate, and whether the feedback service runs"),
            ];
        }
    }

    /// <summary>Whether the clocks here and there agree.</summary>
    internal static Finding Clock(DateTimeOffset there, DateTimeOffset here)
    {
        var apart = (there - here).Duration();
        return apart <= _clockTolerance
            ? new("clocks", true, "this machine's and the cluster's agree")
            : new(
                "clocks",
                false,
                $"this machine's and the cluster's are {apart.TotalMinutes:0} minutes apart",
                "set the clocks of all machines by NTP");
    }
}
