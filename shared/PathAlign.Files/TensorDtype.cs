namespace PathAlign.Files;

/// <summary>Element types of tensors in files, by the names that safetensors gives them.</summary>
public enum TensorDtype { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool }

/// <summary>Facts about element types.</summary>
public static class TensorDtypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorDtype dtype) => dtype switch
    {
        TensorDtype.F64 or TensorDtype.I64 => 8,
        TensorDtype.F32 or TensorDtype.I32 => 4,
        TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.I16 => 2,
        _ => 1,
    };

    /// <summary>The name in a safetensors header.</summary>
    public static string Name(this TensorDtype dtype) => dtype == TensorDtype.Bool ? "BOOL" : dtype.ToString();

    /// <summary>Finds the type with this name.</summary>
    public static bool TryParse(string? name, out TensorDtype dtype)
    {
        foreach (var candidate in Enum.GetValues<TensorDtype>())
        {
            dtype = candidate;
            if (candidate.Name() == name) return true;
        }
        dtype = default;
        return false;
    }
}
