using PathAlign.Tests.Categories;

namespace PathAlign.Tests.Storage;

internal sealed partial class TestServer
{
    static partial void Starting() => CategoryAttribute.Require<ServerAttribute>();
}
