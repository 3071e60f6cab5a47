using System.Security.Cryptography.X509Certificates;

namespace PathAlign.Hosting.Composition;

/// <summary>The certificate of this process's https addresses, read again every minute.</summary>
internal sealed class ServingCertificate(string certificateFile, string keyFile, TimeProvider clock)
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);
    private readonly Lock _reading = new();
    private X509Certificate2? _current;
    private long _readAt;

    internal X509Certificate2 Current()
    {
        lock (_reading)
        {
            if (_current is not null && clock.GetElapsedTime(_readAt) < _every) return _current;
            try
            {
                _current = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            }
            catch (Exception) when (_current is not null)
            {
                // half of a renewal is written: the earlier one serves for another minute
            }
            _readAt = clock.GetTimestamp();
            return _current;
        }
    }
}
