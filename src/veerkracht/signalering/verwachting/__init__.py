"""The verwachting: what is likely to come in each area, how sure that is, and how often such words came true."""
