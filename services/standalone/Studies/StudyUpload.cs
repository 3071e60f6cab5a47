using System.Security.Cryptography;
using PathAlign.Contracts.Manifests;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Import;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Studies;

/// <summary>Stores images from elsewhere as objects, with the list of them that a study names.</summary>
internal sealed class StudyUpload(IObjectStore objects, Action<int, int> progress)
{
    private const string Kind = "images", Extension = "png";
    private readonly List<SkippedFile> _copies = [];
    private readonly List<int> _labels = [];

    /// <summary>The classes of the stored images.</summary>
    internal IReadOnlyList<int> Labels => _labels;

    /// <summary>The images that were left out because another one has the same pixels and class.</summary>
    internal IReadOnlyList<SkippedFile> Copies => _copies;

    /// <summary>The key of an image's object: the pixels alone decide it, without any metadata of the file.</summary>
    internal static string KeyOf(RgbImage pixels) => ObjectKey.Of(Kind, Extension, SHA256.HashData(Png.Encode(pixels)));

    /// <summary>Stores the images and returns the key of their list. A repeat stores nothing again.</summary>
    internal async Task<string> StoreAsync(LabelledImages images, CancellationToken cancel)
    {
        var names = new Dictionary<(string Key, int Label), string>();
        var listed = new List<StudyImage>(images.Images.Count);
        foreach (var (image, pixels) in images.Decoded())
        {
            var key = await objects.PutAsync(Kind, Extension, Png.Encode(pixels), cancel);
            if (names.TryAdd((key, image.Label), image.Name))
            {
                listed.Add(
                    new StudyImage
                    {
                        Key = key,
                        Class = images.Description.Classes[image.Label].Code,
                        Name = image.Name,
                    });
                _labels.Add(image.Label);
            }
            else _copies.Add(new SkippedFile(image.Name, $"the same pixels as {names[(key, image.Label)]}"));
            progress(listed.Count + _copies.Count, images.Images.Count);
        }
        return await objects.PutJsonAsync("manifests", new StudyManifest { Images = listed }, cancel);
    }
}
