-- Movements are read by SKU, newest first: the key in that order needs no second index.
alter table inventory.movements drop constraint movements_pkey;
drop index inventory.movements_of_sku;
alter table inventory.movements add primary key (sku, id);
