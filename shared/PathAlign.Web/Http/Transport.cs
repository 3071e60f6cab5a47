using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace PathAlign.Web.Http;

/// <summary>How a request came here.</summary>
internal static class Transport
{
    private const int SubscriberBytes = 8;   // a subscriber has at least a /64 of IPv6 addresses

    /// <summary>Whether nobody on the way can read the request: https, or a browser on this machine.</summary>
    internal static bool IsSafe(HttpRequest request) => request.IsHttps || IsThisMachine(request.Host.Host);

    /// <summary>Whether the name is one of this machine itself.</summary>
    internal static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whom the request comes from, for limits: an IPv4 address, or the network of an IPv6 address.</summary>
    internal static string Sender(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, SubscriberBytes))
            : address.ToString();
    }
}
